"""What On-Premises looks at before it accepts a message; most mistakes come back later, by webhook."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.onprem.call import Call
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.fields import MEDIA_KINDS, MESSAGE_TYPES
from wamigrate.sim.onprem.interactive import check_interactive

__all__ = ["checked_content"]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
NAME_PARTS = ("first_name", "last_name", "middle_name", "prefix", "suffix")


def checked_content(call: Call, kind: str, body: JsonObject) -> Any:
    """The object of the message's type."""
    if kind not in MESSAGE_TYPES:
        raise wrong("type", f"'{kind}' is not supported")
    content = body.get(kind)
    if content is None:
        raise missing(kind)
    if kind == "contacts":
        return _contacts(content)
    if not isinstance(content, dict):
        raise wrong(kind, "must be an object")
    if kind == "text":
        _check_text(content)
    if kind in MEDIA_KINDS:
        _check_media(call, kind, content)
    if kind == "location":
        for name in ("latitude", "longitude"):
            _check_coordinate(name, content.get(name))
    if kind == "interactive":
        check_interactive(content)
    return content


def _check_text(content: JsonObject) -> None:
    text = content.get("body")
    if text is None or text == "":
        raise missing("text.body")
    if not isinstance(text, str):
        raise wrong("text.body", "must be a string")
    if len(text) > TEXT_LIMIT:
        raise OnPremRefusal(1001, f"Text must not be longer than {TEXT_LIMIT} characters")


def _check_media(call: Call, kind: str, content: JsonObject) -> None:
    media_id, link = content.get("id"), content.get("link")
    if not media_id and not link:
        raise missing(f"{kind}.id")
    if media_id and (not isinstance(media_id, str) or media_id not in call.place.media):
        raise OnPremRefusal(1006, "Media does not exist")
    if not media_id and not str(link).lower().startswith(("http://", "https://")):
        raise wrong(f"{kind}.link", "must begin with http:// or https://")
    provider = content.get("provider")
    name = provider.get("name") if isinstance(provider, dict) else None
    if name and str(name) not in call.place.providers:
        raise OnPremRefusal(1006, "Provider does not exist")
    if len(str(content.get("caption") or "")) > CAPTION_LIMIT:
        raise wrong(f"{kind}.caption", f"must not be longer than {CAPTION_LIMIT} characters")


def _check_coordinate(name: str, value: Any) -> None:
    if value is None or value == "":
        raise missing(f"location.{name}")
    try:
        float(value)
    except (TypeError, ValueError):
        raise wrong(f"location.{name}", "must be a number") from None


def _contacts(content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise wrong("contacts", "must be an array")
    if not content:
        raise missing("contacts")
    for contact in content:
        name = contact.get("name") if isinstance(contact, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise missing("contacts.name.formatted_name")
        if not any(name.get(part) for part in NAME_PARTS):
            raise missing(f"contacts.name: one of {', '.join(NAME_PARTS)}")
    return content
