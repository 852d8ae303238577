"""What an interactive message for Cloud API may contain, kind by kind.

Source: Meta, Cloud API reference, "Interactive object", with the pages for each kind.
"""

from __future__ import annotations

from wamigrate.apis.shape import Shape, anything, choice, many, obj, text, text_or_number, whole

__all__ = ["HEADERS", "HEADER_DOCUMENT", "HEADER_MEDIUM", "INTERACTIVE", "INTERACTIVE_TYPES"]

FOOTER, HEADER_TEXT, BODY, CARD_BODY = 60, 60, 1024, 160
LIST_BODY = 4096
"""The page on lists says 4096, the reference 1024."""
ORDER_STATUSES = ("pending", "processing", "partially-shipped", "shipped", "completed", "canceled")


def _open(*, required: bool = False) -> Shape:
    return obj({}, open=True, required=required)


def _named(*names: str) -> dict[str, Shape]:
    return {name: anything() for name in names}


HEADER_MEDIUM = obj({"id": text(), "link": text()})
HEADER_DOCUMENT = obj({"id": text(), "link": text(), "filename": text()})
_HEADER_FIELDS = {
    "type": choice("text", "image", "video", "document", required=True),
    "text": text(HEADER_TEXT),
    "image": HEADER_MEDIUM,
    "video": HEADER_MEDIUM,
    "document": HEADER_DOCUMENT,
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


def _amount(*, required: bool = False) -> Shape:
    fields = {
        "value": whole(0, 10**15, required=True),
        "offset": whole(1, 10_000, required=True),
        "description": text(),
        "discount_program_name": text(),
    }
    return obj(fields, required=required)


_FLOW = obj(
    {
        "flow_message_version": choice("3", required=True),
        "flow_id": text(),
        "flow_name": text(),
        "flow_cta": text(30, required=True),
        "mode": choice("draft", "published"),
        "flow_token": text(),
        "flow_action": choice("navigate", "data_exchange"),
        "flow_action_payload": obj({"screen": text(), "data": _open()}),
    },
    required=True,
)
_REVIEW_AND_PAY = obj(
    {
        "reference_id": text(required=True),
        "type": choice("digital-goods", "physical-goods", required=True),
        "payment_type": text(),
        "payment_configuration": text(),
        "payment_settings": many(_open()),
        "beneficiaries": many(_open()),
        "currency": text(required=True),
        "total_amount": _amount(required=True),
        "order": obj(
            {
                "status": choice("pending", required=True),
                "catalog_id": text_or_number(),
                "expiration": _open(),
                "items": many(_open(), 1, 999, required=True),
                "subtotal": _amount(required=True),
                **dict.fromkeys(("tax", "shipping", "discount"), _amount()),
            },
            required=True,
        ),
    },
    required=True,
)
_REVIEW_ORDER = obj(
    {
        "reference_id": text(required=True),
        "order": obj(
            {"status": choice(*ORDER_STATUSES, required=True), "description": text()}, required=True
        ),
        "payment": anything(),
    },
    required=True,
)


def _call(name: str, parameters: Shape | None = None) -> Shape:
    """An action that is named, and has parameters if it takes any."""
    given = {"parameters": parameters} if parameters is not None else {}
    return obj({"name": choice(name, required=True), **given}, required=True)


_CALL = obj({"display_text": text(20), "ttl_minutes": whole(1, 43_200), "payload": text()})
_CARD = obj(
    {
        "card_index": whole(0, 9, required=True),
        "type": choice("cta_url", "product", "quick_reply"),
        "header": obj(_HEADER_FIELDS),
        "body": obj({"text": text(CARD_BODY, required=True)}),
        "action": _open(required=True),
    }
)


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
    "catalog_message": _call("catalog_message", obj({"thumbnail_product_retailer_id": text(required=True)})),
    "cta_url": _call(
        "cta_url", obj({"display_text": text(20, required=True), "url": text(required=True)}, required=True)
    ),
    "flow": _call("flow", _FLOW),
    "location_request_message": _call("send_location"),
    "address_message": _call(
        "address_message",
        obj(
            {
                "country": text(required=True),
                "saved_addresses": many(anything()),
                **_named("values", "validation_errors"),
            },
            required=True,
        ),
    ),
    "order_details": _call("review_and_pay", _REVIEW_AND_PAY),
    "order_status": _call("review_order", _REVIEW_ORDER),
    "call_permission_request": _call("call_permission_request"),
    "request_contact_info": _call("request_contact_info"),
    "voice_call": _call("voice_call", _CALL),
    "carousel": obj({"cards": many(_CARD, 2, 10, required=True)}, required=True),
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
WITHOUT_FOOTER = ("carousel", "call_permission_request", "location_request_message", "request_contact_info")


def _interactive(kind: str) -> Shape:
    body_most = LIST_BODY if kind == "list" else BODY
    body = obj({"text": text(body_most, required=True)}, required=kind not in BODILESS)
    fields = {
        "type": choice(kind, required=True),
        "body": body,
        "action": _ACTIONS[kind],
    }
    if kind not in WITHOUT_FOOTER:
        fields["footer"] = obj({"text": text(FOOTER, required=True)})
    fields["header"] = obj(_HEADER_FIELDS, required=kind == "product_list")
    return obj(fields, required=True)


INTERACTIVE: dict[str, Shape] = {kind: _interactive(kind) for kind in INTERACTIVE_TYPES}
