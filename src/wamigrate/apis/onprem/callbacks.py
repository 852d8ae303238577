"""What an On-Premises callback may contain, by kind: what an application that was written for it can read.

Only what no application can do without is required. Source: Meta, On-Premises API, "Webhooks", "Inbound
messages" and "Outbound message statuses"; property names seen in payloads that other projects have kept.
"""

from __future__ import annotations

from wamigrate.apis.shape import Shape, anything, choice, flag, many, obj, text, text_or_number, whole

__all__ = ["MEDIA_TYPES", "MESSAGE_TYPES", "REPLIES", "STATUSES", "callback_shape"]

MEDIA_TYPES = ("image", "video", "audio", "voice", "document", "sticker")
REPLIES = ("button_reply", "list_reply", "nfm_reply")
"""What an `interactive` message may be; applications of late clients know `nfm_reply`."""
STATUSES = ("sent", "delivered", "read", "failed", "deleted", "warning", "sending")


def _words(*names: str) -> dict[str, Shape]:
    return {name: text(least=0) for name in names}


_MEDIUM = _words("id", "mime_type", "sha256", "caption", "filename", "file", "link", "status")
_STICKER_PACK = obj({}, open=True)
_TYPED = _words("type")
_CARD = obj(
    {
        "addresses": many(obj(_words("street", "city", "state", "zip", "country", "country_code") | _TYPED)),
        "birthday": text(least=0),
        "contact_image": text(least=0),
        "emails": many(obj(_words("email") | _TYPED)),
        "ims": many(obj(_words("service", "user_id"))),
        "name": obj(_words("formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix")),
        "org": obj(_words("company", "department", "title")),
        "phones": many(obj(_words("phone", "wa_id") | _TYPED)),
        "urls": many(obj(_words("url") | _TYPED)),
    }
)
_PRODUCT = obj(
    {
        "product_retailer_id": text(least=0, required=True),
        "quantity": text_or_number(),
        "item_price": text_or_number(),
        "currency": text(least=0),
    }
)
_CHOSEN = obj({"id": text(least=0, required=True), "title": text(least=0), "description": text(least=0)})

_CONTENT: dict[str, dict[str, Shape]] = {
    "text": {"text": obj({"body": text(least=0, required=True)}, required=True)},
    **{kind: {kind: obj(_MEDIUM, required=True)} for kind in MEDIA_TYPES if kind != "sticker"},
    "sticker": {"sticker": obj(_MEDIUM | {"metadata": _STICKER_PACK}, required=True)},
    "location": {
        "location": obj(
            {
                "latitude": text_or_number(required=True),
                "longitude": text_or_number(required=True),
                **_words("name", "address", "url"),
            },
            required=True,
        )
    },
    "contacts": {"contacts": many(_CARD, required=True)},
    "button": {"button": obj({"payload": anything(), "text": text(least=0, required=True)}, required=True)},
    "interactive": {
        "interactive": obj(
            {
                "type": choice(*REPLIES, required=True),
                "button_reply": _CHOSEN,
                "list_reply": _CHOSEN,
                "nfm_reply": obj(_words("name", "body", "response_json")),
            },
            required=True,
        )
    },
    "order": {
        "order": obj(
            {
                "catalog_id": text_or_number(),
                "text": text(least=0),
                "product_items": many(_PRODUCT, required=True),
            },
            required=True,
        )
    },
    "system": {
        "system": obj(
            {"type": text(required=True), **_words("body", "new_wa_id", "wa_id", "identity", "user")},
            required=True,
        )
    },
    "reaction": {"reaction": obj({"message_id": text(required=True), "emoji": text(least=0)}, required=True)},
    "unknown": {},
    "ephemeral": {},
}
MESSAGE_TYPES = tuple(_CONTENT)

_ERRORS = many(
    obj(
        {
            "code": whole(required=True),
            "title": text(least=0),
            "details": text(least=0),
            "href": text(least=0),
        }
    )
)
_CONTEXT = obj(
    {
        **_words("from", "id", "group_id"),
        "forwarded": flag(),
        "frequently_forwarded": flag(),
        "mentions": many(text()),
        "referred_product": obj(_words("catalog_id", "product_retailer_id")),
    }
)
_REFERRAL = obj(
    {
        **_words("source_url", "source_id", "source_type", "headline", "body", "ctwa_clid"),
        "image": obj(_MEDIUM),
        "video": obj(_MEDIUM),
    }
)
_IDENTITY = obj({"acknowledged": flag(), "created_timestamp": whole(), "hash": text()})
_FRAME: dict[str, Shape] = {
    "from": text(required=True),
    "id": text(required=True),
    "timestamp": text(required=True),
    "type": text(required=True),
    "context": _CONTEXT,
    "referral": _REFERRAL,
    "identity": _IDENTITY,
    "group_id": text(),
    "errors": _ERRORS,
}
_CONTACTS = many(obj({"profile": obj({"name": text(least=0)}), "wa_id": text(required=True)}))
_STATUS = obj(
    {
        "id": text(required=True),
        "recipient_id": text(),
        "status": text(required=True),
        "timestamp": text(required=True),
        "type": text(),
        "message": obj({"recipient_id": text()}),
        "conversation": obj(
            {
                "id": text(required=True),
                "expiration_timestamp": whole(),
                "origin": obj({"type": text()}),
            }
        ),
        "pricing": obj({"billable": flag(), "category": text(), "pricing_model": text()}),
        "errors": _ERRORS,
        "biz_opaque_callback_data": text(least=0),
        "payment": obj({}, open=True),
    }
)
_CHECKED = obj({"input": text(required=True), "status": text(required=True), "wa_id": text()})

_SHAPES: dict[str, Shape] = {
    **{
        kind: obj({"contacts": _CONTACTS, "messages": many(obj(_FRAME | content), 1, 1, required=True)})
        for kind, content in _CONTENT.items()
    },
    "status": obj({"statuses": many(_STATUS, 1, 1, required=True)}),
    "errors": obj({"errors": many(_ERRORS.item or anything(), 1, required=True)}),
    "contacts-check": obj({"contacts": many(_CHECKED, 1, required=True)}),
    "services": obj({"services": anything(required=True)}),
}
_NOTHING = obj({"messages": many(anything(), 1, required=True), "statuses": anything(required=True)})
"""No callback is like this: what has no kind fits nothing."""


def callback_shape(kind: str) -> Shape:
    """The table for one kind of callback: a message type, `status`, `errors`, …"""
    return _SHAPES.get(kind, _NOTHING)
