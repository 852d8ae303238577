"""What an On-Premises answer may contain, by kind. Source: Meta, On-Premises API reference."""

from __future__ import annotations

from wamigrate.apis.shape import Shape, anything, many, obj, text, whole

__all__ = ["answer_shape"]

_META = obj({}, open=True, required=True)
_ERROR = obj(
    {
        "code": whole(required=True),
        "title": text(required=True),
        "details": text(least=0),
        "href": text(least=0),
    }
)
_ID = many(obj({"id": text(required=True)}), 1, required=True)
_PROFILE = obj(
    {
        **{name: text(least=0) for name in ("address", "description", "email", "vertical")},
        "websites": many(text(least=0)),
    },
    required=True,
)
_ABOUT = obj({"text": text(least=0, required=True)}, required=True)

_BY_KIND: dict[str, Shape] = {
    "send": obj(
        {
            "messages": _ID,
            "contacts": many(obj({"input": text(required=True), "wa_id": text()})),
            "meta": _META,
        }
    ),
    "success": obj({"meta": _META}),
    "media-upload": obj({"media": _ID, "meta": _META}),
    "profile": obj(
        {
            "settings": obj({"business": obj({"profile": _PROFILE}, required=True)}, required=True),
            "meta": _META,
        }
    ),
    "about": obj(
        {"settings": obj({"profile": obj({"about": _ABOUT}, required=True)}, required=True), "meta": _META}
    ),
    "health": obj({"health": anything(required=True), "meta": _META}),
    "error": obj({"errors": many(_ERROR, 1, required=True), "meta": _META}),
}


def answer_shape(kind: str) -> Shape | None:
    """The table for one kind of answer; None for a kind that has no JSON."""
    return _BY_KIND.get(kind)
