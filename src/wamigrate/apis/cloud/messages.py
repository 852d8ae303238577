"""What a message that is sent through Cloud API may contain: every property it knows, and its limits.

Source: Meta, Cloud API reference, "Messages", with the pages for each type; Meta's OpenAPI v23.0 for property
names. Where pages disagree the more generous limit stands here: the linter must not refuse what Meta takes.
"""

from __future__ import annotations

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
    "HEADERS",
    "INTERACTIVE_TYPES",
    "MEDIA_TYPES",
    "MESSAGES",
    "STATUS",
    "message_shape",
]

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")
CAPTION, FOOTER, HEADER_TEXT, BODY = 1024, 60, 60, 1024
LIST_BODY = 4096
"""The page on lists says 4096, the reference 1024."""


def _open() -> Shape:
    return obj({}, open=True)


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

_HEADER_MEDIUM = obj({"id": text(), "link": text()})
_HEADER_DOCUMENT = obj({"id": text(), "link": text(), "filename": text()})
_HEADER_FIELDS = {
    "type": choice("text", "image", "video", "document", required=True),
    "text": text(HEADER_TEXT),
    "image": _HEADER_MEDIUM,
    "video": _HEADER_MEDIUM,
    "document": _HEADER_DOCUMENT,
    "sub_text": text(HEADER_TEXT),
}
_REPLY = obj(
    {
        "type": choice("reply", required=True),
        "reply": obj({"id": text(256, required=True), "title": text(20, required=True)}, required=True),
    }
)
_ROW = obj({"id": text(200, required=True), "title": text(24, required=True), "description": text(72)})
_LIST_SECTION = obj({"title": text(24), "rows": many(_ROW, 1, 10, required=True)})
_PRODUCT_SECTION = obj(
    {
        "title": text(24),
        "product_items": many(obj({"product_retailer_id": text(required=True)}), 1, 30, required=True),
    }
)
_AMOUNT = obj(
    {
        "value": anything(required=True),
        "offset": anything(required=True),
        **_named("description", "discount_program_name"),
    }
)
_FLOW = obj(
    {
        "flow_message_version": text_or_number(required=True),
        "flow_id": text_or_number(),
        "flow_name": text(),
        "flow_cta": text(30, required=True),
        "mode": choice("draft", "published"),
        "flow_token": text(),
        "flow_action": choice("navigate", "data_exchange"),
        "flow_action_payload": obj({"screen": text(), "data": anything()}),
    },
    required=True,
)
_REVIEW_AND_PAY = obj(
    {
        "reference_id": text(required=True),
        "type": text(required=True),
        **_named("payment_type", "payment_configuration", "payment_settings"),
        "currency": text(required=True),
        "total_amount": _AMOUNT,
        "order": obj(
            {
                **_named("status", "catalog_id", "expiration", "items"),
                **dict.fromkeys(("subtotal", "tax", "shipping", "discount"), _AMOUNT),
            },
            required=True,
        ),
    },
    required=True,
)
_REVIEW_ORDER = obj(
    {
        "reference_id": text(required=True),
        "order": obj({"status": text(required=True), "description": text()}, required=True),
    },
    required=True,
)


def _call(name: str, parameters: Shape) -> Shape:
    """An action that is named and has parameters."""
    return obj({"name": choice(name, required=True), "parameters": parameters}, required=True)


_ACTIONS: dict[str, Shape] = {
    "list": obj(
        {"button": text(20, required=True), "sections": many(_LIST_SECTION, 1, 10, required=True)},
        required=True,
    ),
    "button": obj({"buttons": many(_REPLY, 1, 3, required=True)}, required=True),
    "product": obj(
        {"catalog_id": text(required=True), "product_retailer_id": text(required=True)}, required=True
    ),
    "product_list": obj(
        {"catalog_id": text(required=True), "sections": many(_PRODUCT_SECTION, 1, 10, required=True)},
        required=True,
    ),
    "catalog_message": _call("catalog_message", obj({"thumbnail_product_retailer_id": text()})),
    "cta_url": _call(
        "cta_url", obj({"display_text": text(20, required=True), "url": text(required=True)}, required=True)
    ),
    "flow": _call("flow", _FLOW),
    "location_request_message": obj({"name": choice("send_location", required=True)}, required=True),
    "address_message": _call(
        "address_message",
        obj(
            {"country": text(required=True), **_named("values", "saved_addresses", "validation_errors")},
            required=True,
        ),
    ),
    "order_details": _call("review_and_pay", _REVIEW_AND_PAY),
    "order_status": _call("review_order", _REVIEW_ORDER),
    "call_permission_request": _call("call_permission_request", _open()),
    "request_contact_info": obj({"name": choice("request_contact_info", required=True)}, required=True),
    "voice_call": _call("voice_call", _open()),
    "carousel": obj({"cards": many(_open(), 2, 10, required=True)}, required=True),
}
INTERACTIVE_TYPES = tuple(_ACTIONS)
_ANY = ("text", "image", "video", "document")
_WITH_ANY = ("address_message", "button", "cta_url", "flow", "order_details", "voice_call")
HEADERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(INTERACTIVE_TYPES, ()),
    **dict.fromkeys(_WITH_ANY, _ANY),
    "list": ("text",),
    "product_list": ("text",),
}
"""Which kinds of header each type can have."""


BODILESS = ("product", "carousel", "call_permission_request")


def _interactive(kind: str) -> Shape:
    body_most = LIST_BODY if kind == "list" else BODY
    body = obj({"text": text(body_most, required=True)}, required=kind not in BODILESS)
    fields = {
        "type": choice(kind, required=True),
        "body": body,
        "footer": obj({"text": text(FOOTER, required=True)}),
        "action": _ACTIONS[kind],
    }
    fields["header"] = obj(_HEADER_FIELDS, required=kind == "product_list")
    return obj(fields, required=True)


_CURRENCY = obj(
    {
        "fallback_value": text(required=True),
        "code": text(3, required=True),
        "amount_1000": whole(required=True),
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
        "image": _HEADER_MEDIUM,
        "video": _HEADER_MEDIUM,
        "document": _HEADER_DOCUMENT,
        "location": obj({n: anything() for n in ("latitude", "longitude", "name", "address")}),
        "product": obj(_named("product_retailer_id", "catalog_id")),
        "action": obj(_named("thumbnail_product_retailer_id", "sections", "flow_token", "flow_action_data")),
        "limited_time_offer": obj({"expiration_time_ms": whole(required=True)}),
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
                    "card_index": whole(required=True),
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
            "expiration_days": whole(),
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
_INTERACTIVE = {kind: _message("interactive", _interactive(kind)) for kind in INTERACTIVE_TYPES}
_STRANGE_INTERACTIVE = _message(
    "interactive",
    obj(
        {"type": choice(*INTERACTIVE_TYPES, required=True), **_named("header", "body", "footer", "action")},
        required=True,
    ),
)
_STRANGE = obj({"type": choice(*CONTENT_TYPES, required=True)}, open=True)


def message_shape(payload: Json) -> Shape:
    """The shape that a send must have, by its `type` (and `interactive.type`)."""
    if isinstance(payload, dict) and "status" in payload and "type" not in payload:
        return STATUS
    kind = _word(dig(payload, "type", default="text"))
    if kind == "interactive":
        return _INTERACTIVE.get(_word(dig(payload, "interactive", "type")), _STRANGE_INTERACTIVE)
    return MESSAGES.get(kind, _STRANGE)


def _word(value: Json) -> str:
    return value.lower() if isinstance(value, str) else ""
