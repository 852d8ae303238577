"""What a message that is sent through Cloud API may contain: every property it knows, and its limits.

Source: Meta, Cloud API reference, "Messages", with the pages for each type; Meta's OpenAPI v23.0 for property
names. Where pages disagree the more generous limit stands here: the linter must not refuse what Meta takes.
"""

from __future__ import annotations

from wamigrate.apis.cloud.interactive import HEADER_DOCUMENT, HEADER_MEDIUM, INTERACTIVE, INTERACTIVE_TYPES
from wamigrate.apis.shape import (
    Shape,
    anything,
    choice,
    flag,
    many,
    obj,
    text,
    text_or_number,
    whole,
)
from wamigrate.core.payload import Json, dig

__all__ = [
    "CONTENT_TYPES",
    "INTERACTIVE_TYPES",
    "MEDIA_TYPES",
    "MESSAGES",
    "STATUS",
    "is_receipt",
    "message_shape",
]

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")
CAPTION = 1024
LARGEST = 10**15


def _named(*names: str) -> dict[str, Shape]:
    return {name: anything() for name in names}


_CAPTIONED = obj({"id": text(), "link": text(), "caption": text(CAPTION, least=0)}, required=True)
_CARD_TEXT = text(least=0)
_CONTACT = obj(
    {
        "addresses": many(
            obj(
                dict.fromkeys(
                    ("street", "city", "state", "zip", "country", "country_code", "type"), _CARD_TEXT
                )
            )
        ),
        "birthday": _CARD_TEXT,
        "emails": many(obj({"email": _CARD_TEXT, "type": _CARD_TEXT})),
        "name": obj(
            {
                "formatted_name": text(required=True),
                **dict.fromkeys(("first_name", "last_name", "middle_name", "suffix", "prefix"), _CARD_TEXT),
            },
            required=True,
        ),
        "org": obj(dict.fromkeys(("company", "department", "title"), _CARD_TEXT)),
        "phones": many(obj({"phone": _CARD_TEXT, "type": _CARD_TEXT, "wa_id": _CARD_TEXT})),
        "urls": many(obj({"url": _CARD_TEXT, "type": _CARD_TEXT})),
    }
)
_LOCATION = obj(
    {
        "latitude": text_or_number(required=True),
        "longitude": text_or_number(required=True),
        "name": text(least=0),
        "address": text(least=0),
    },
    required=True,
)

_CURRENCY = obj(
    {
        "fallback_value": text(required=True),
        "code": text(3, required=True),
        "amount_1000": whole(-LARGEST, LARGEST, required=True),
    }
)
_DATE_PARTS = ("day_of_week", "day_of_month", "year", "month", "hour", "minute", "timestamp")
_DATE_TIME = obj(
    {
        "fallback_value": text(required=True),
        "calendar": choice("gregorian", "solar_hijri"),
        **dict.fromkeys(_DATE_PARTS, text_or_number()),
    }
)
_PARAMETER_TYPES = (
    "text",
    "currency",
    "date_time",
    "image",
    "video",
    "document",
    "location",
    "product",
    "payload",
    "coupon_code",
    "action",
    "limited_time_offer",
    "order_status",
    "tap_target_configuration",
)
_SUB_TYPES = (
    "quick_reply",
    "url",
    "catalog",
    "copy_code",
    "flow",
    "mpm",
    "spm",
    "order_details",
    "phone_number",
    "reminder",
    "voice_call",
)
_PARAMETER = obj(
    {
        "type": choice(*_PARAMETER_TYPES, required=True),
        "parameter_name": text(),
        "text": text(),
        "payload": text(256),
        "coupon_code": text(20),
        "currency": _CURRENCY,
        "date_time": _DATE_TIME,
        "image": HEADER_MEDIUM,
        "video": HEADER_MEDIUM,
        "document": HEADER_DOCUMENT,
        "location": obj({n: anything() for n in ("latitude", "longitude", "name", "address")}),
        "product": obj(_named("product_retailer_id", "catalog_id")),
        "action": obj(_named("thumbnail_product_retailer_id", "sections", "flow_token", "flow_action_data")),
        "limited_time_offer": obj({"expiration_time_ms": whole(0, LARGEST, required=True)}),
        "order_status": anything(),
        "tap_target_configuration": anything(),
    }
)
_COMPONENT_FIELDS = {
    "type": choice(
        "header",
        "body",
        "footer",
        "button",
        "carousel",
        "limited_time_offer",
        "order_status",
        "tap_target_configuration",
        required=True,
    ),
    "sub_type": choice(*_SUB_TYPES),
    "index": text_or_number(),
    "parameters": many(_PARAMETER),
}
_COMPONENT = obj(
    {
        **_COMPONENT_FIELDS,
        "cards": many(
            obj(
                {
                    "card_index": whole(0, 9, required=True),
                    "components": many(obj(_COMPONENT_FIELDS), required=True),
                }
            ),
            1,
            10,
        ),
    }
)
_TEMPLATE = obj(
    {
        "name": text(512, required=True),
        "language": obj({"code": text(required=True), "policy": choice("deterministic")}, required=True),
        "components": many(_COMPONENT),
    },
    required=True,
)

_CONTENT: dict[str, Shape] = {
    "text": obj({"body": text(4096, required=True), "preview_url": flag()}, required=True),
    "image": _CAPTIONED,
    "video": _CAPTIONED,
    "audio": obj({"id": text(), "link": text(), "voice": flag()}, required=True),
    "document": obj({**_CAPTIONED.fields, "filename": text()}, required=True),
    "sticker": obj({"id": text(), "link": text()}, required=True),
    "location": _LOCATION,
    "contacts": many(_CONTACT, 1, 257, required=True),
    "reaction": obj(
        {"message_id": text(required=True), "emoji": text(least=0, required=True)}, required=True
    ),
    "template": _TEMPLATE,
    "pin": obj(
        {
            "type": choice("pin", "unpin", required=True),
            "message_id": text(required=True),
            "expiration_days": whole(1, 30),
        },
        required=True,
    ),
}
CONTENT_TYPES = (*_CONTENT, "interactive")


def _message(kind: str, content: Shape) -> Shape:
    return obj(
        {
            "messaging_product": anything(),
            "recipient_type": choice("individual"),
            "to": text_or_number(),
            "recipient": text(),
            "type": choice(kind, required=kind != "text"),
            "context": obj({"message_id": text(required=True)}),
            "biz_opaque_callback_data": text(512, least=0),
            "recipient_identity_key_hash": text(),
            "message_activity_sharing": flag(),
            kind: content,
        }
    )


STATUS = obj(
    {
        "messaging_product": anything(),
        "status": choice("read", required=True),
        "message_id": text(128, required=True),
        "typing_indicator": obj({"type": choice("text", required=True)}),
    }
)
"""Marking a message as read goes to the same address as a message."""

MESSAGES: dict[str, Shape] = {kind: _message(kind, content) for kind, content in _CONTENT.items()}
_INTERACTIVE = {kind: _message("interactive", content) for kind, content in INTERACTIVE.items()}
_STRANGE_INTERACTIVE = _message(
    "interactive",
    obj(
        {"type": choice(*INTERACTIVE_TYPES, required=True), **_named("header", "body", "footer", "action")},
        required=True,
    ),
)
_STRANGE = obj({"type": choice(*CONTENT_TYPES, required=True)}, open=True)


def is_receipt(payload: Json) -> bool:
    """Whether this marks a message as read: it has a status, and no type."""
    return isinstance(payload, dict) and payload.get("status") is not None and "type" not in payload


def message_shape(payload: Json) -> Shape:
    """The shape that a send must have, by its `type` (and `interactive.type`)."""
    if is_receipt(payload):
        return STATUS
    given = dig(payload, "type")
    kind = "text" if given is None else _word(given)
    if kind == "interactive":
        return _INTERACTIVE.get(_word(dig(payload, "interactive", "type")), _STRANGE_INTERACTIVE)
    return MESSAGES.get(kind, _STRANGE)


def _word(value: Json) -> str:
    return value.lower() if isinstance(value, str) else ""
