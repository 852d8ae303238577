"""The examples of the On-Premises reference: contacts and messages."""

from __future__ import annotations

from typing import Any

from tests.contract.sim.examples import ANY_NUMBER, ANY_TEXT, Example, Like, refused

__all__ = ["EXAMPLES"]

TO = "16505551234"
ACCEPTED = {
    "contacts": [{"input": TO, "wa_id": TO}],
    "messages": [{"id": Like(r"gBGGFlBVUSNPAg[\w-]{13}")}],
}
DETERMINISTIC = {"policy": "deterministic", "code": "en_US"}
INVALID = "Parameter value is not valid"
MISSING = "Required parameter is missing"


def accepted(what: str, **message: Any) -> Example:
    return Example(what, "POST /v1/messages", {"to": TO, **message}, 201, ACCEPTED)


def turned_down(what: str, status: int, code: int, title: str, **message: Any) -> Example:
    return refused(what, "POST /v1/messages", {"to": TO, **message}, status, code, title)


def interactive(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": "Well?"}, **more}}


def buttons(*titles: str) -> dict[str, Any]:
    return {"buttons": [{"type": "reply", "reply": {"id": f"id-{t}", "title": t}} for t in titles]}


CONTACTS = [
    Example(
        "contacts are checked",
        "POST /v1/contacts",
        {"blocking": "wait", "contacts": ["16505550111", "+1 (650) 555-0112"], "force_check": False},
        200,
        {
            "contacts": [
                {"input": "16505550111", "status": "valid", "wa_id": "16505550111"},
                {"input": "+1 (650) 555-0112", "status": "valid", "wa_id": "16505550112"},
            ]
        },
    ),
    Example(
        "an identity",
        "GET /v1/contacts/16505550111/identity",
        None,
        200,
        {
            "contacts": {
                "hash": Like(r"[A-Za-z0-9+/]+=*"),
                "created_timestamp": ANY_NUMBER,
                "acknowledged": True,
            }
        },
    ),
    Example("an identity is acknowledged", "PUT /v1/contacts/16505550111/identity", {"hash": "{hash}"}),
    refused("another hash", "PUT /v1/contacts/16505550111/identity", {"hash": "no"}, 400, 1009, INVALID),
]

NINE_DIGITS = "+55 31 98765-4321"
BRAZIL = [
    Example(
        "a contact of Brazil loses its ninth digit",
        "POST /v1/contacts",
        {"blocking": "wait", "contacts": [NINE_DIGITS]},
        200,
        {"contacts": [{"input": NINE_DIGITS, "status": "valid", "wa_id": "553187654321"}]},
    ),
    Example(
        "a message to Brazil says how the contact is really called",
        "POST /v1/messages",
        {"to": NINE_DIGITS, "text": {"body": "oi"}},
        201,
        {
            "contacts": [{"input": NINE_DIGITS, "wa_id": "553187654321"}],
            "messages": [{"id": ANY_TEXT}],
        },
    ),
]

TEXT = [
    accepted("text", type="text", text={"body": "hi"}, preview_url=False),
    accepted("text without type", text={"body": "hi"}),
    accepted("text with everything", recipient_type="individual", ttl="P1D", text={"body": "x" * 4096}, x=1),
    accepted("a time to live as a number", ttl=86400, text={"body": "hi"}),
    Example(
        "a trailing slash, a number as people write it, a query",
        "POST /v1/messages/?retry=1",
        {"to": "+1 (650) 555-1234", "text": {"body": "hi"}},
        201,
        {**ACCEPTED, "contacts": [{"input": "+1 (650) 555-1234", "wa_id": TO}]},
    ),
    turned_down("long text", 400, 1001, "Message too long", text={"body": "x" * 4097}),
    turned_down("no text", 400, 1008, MISSING, type="text"),
    turned_down(
        "another recipient type", 400, 1002, "Invalid recipient type", recipient_type="x", text={"body": "x"}
    ),
    turned_down("no such group", 400, 1012, "Group is unknown", recipient_type="group", text={"body": "x"}),
    turned_down(
        "a reaction", 400, 1009, INVALID, type="reaction", reaction={"message_id": "x", "emoji": "x"}
    ),
    refused("no recipient", "POST /v1/messages", {"text": {"body": "x"}}, 400, 1008, MISSING),
    refused("not JSON", "POST /v1/messages", b"{", 400, 1025, "Invalid Request"),
]

MEDIA_MESSAGES = [
    accepted("image by id", type="image", image={"id": "{media}", "caption": "c"}),
    accepted("image by link", type="image", image={"link": "https://x.example/a.png", "caption": None}),
    accepted(
        "image through a provider",
        type="image",
        image={"link": "https://x.example/a", "provider": {"name": "{provider}"}},
    ),
    accepted("document", type="document", document={"link": "https://x.example/a.pdf", "filename": "a.pdf"}),
    accepted("document with caption", type="document", document={"id": "{media}", "caption": "c"}),
    accepted("audio", type="audio", audio={"link": "http://x.example/a.mp3"}),
    accepted("video", type="video", video={"link": "https://x.example/a.mp4", "caption": "c"}),
    accepted("sticker", type="sticker", sticker={"link": "https://x.example/a.webp"}),
    turned_down(
        "a long caption", 400, 1009, INVALID, type="image", image={"id": "{media}", "caption": "x" * 1025}
    ),
    turned_down("unknown media", 404, 1006, "Resource not found", type="image", image={"id": "no"}),
    turned_down("neither id nor link", 400, 1008, MISSING, type="image", image={"caption": "c"}),
]

PERSON = {
    "name": {"formatted_name": "Ann A", "first_name": "Ann"},
    "addresses": [{"street": "1 Road", "city": "Town", "type": "HOME"}],
    "birthday": "2000-01-31",
    "emails": [{"email": "a@example.com", "type": "WORK"}],
    "ims": [{"service": "x", "user_id": "y"}],
    "org": {"company": "Flowers", "department": "D", "title": "T"},
    "phones": [{"phone": "+1 650 555 0111", "type": "CELL", "wa_id": "16505550111"}],
    "urls": [{"url": "https://a.example", "type": "WORK"}],
}
OTHER_MESSAGES = [
    accepted(
        "location in numbers", type="location", location={"latitude": 37.4, "longitude": -122.1, "name": "HQ"}
    ),
    accepted("location in texts", type="location", location={"latitude": "37.4", "longitude": "-122.1"}),
    turned_down("a location without place", 400, 1008, MISSING, type="location", location={"latitude": 1}),
    accepted("contacts", type="contacts", contacts=[PERSON]),
    turned_down(
        "a contact with half a name",
        400,
        1008,
        MISSING,
        type="contacts",
        contacts=[{"name": {"formatted_name": "A"}}],
    ),
]

TEMPLATES = [
    accepted(
        "template with everything",
        type="template",
        template={
            "namespace": "aaaabbbb_0000_1111_2222_333344445555",
            "name": "order_ready",
            "language": DETERMINISTIC,
            "components": [
                {"type": "header", "parameters": [{"type": "image", "image": {"id": "{media}"}}]},
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "Ann"},
                        {
                            "type": "currency",
                            "currency": {"fallback_value": "$1.50", "code": "USD", "amount_1000": 1500},
                        },
                        {"type": "date_time", "date_time": {"fallback_value": "1 May"}},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "YES"}],
                },
                {
                    "type": "button",
                    "sub_type": "url",
                    "index": 1,
                    "parameters": [{"type": "text", "text": "suffix"}],
                },
            ],
        },
    ),
    accepted(
        "parameters as an object, a single button without index, no namespace",
        type="template",
        template={
            "name": "order_ready",
            "language": DETERMINISTIC,
            "components": [
                {"type": "body", "parameters": {"type": "text", "text": "Ann"}},
                {"type": "button", "sub_type": "url", "parameters": [{"type": "text", "text": "s"}]},
            ],
        },
    ),
    accepted(
        "no components",
        type="template",
        template={"name": "x", "language": DETERMINISTIC, "components": None},
    ),
    accepted(
        "hsm",
        type="hsm",
        hsm={
            "namespace": "ns",
            "element_name": "tpl",
            "language": {"policy": "deterministic", "code": "en"},
            "localizable_params": [
                {"default": "10 USD", "currency": {"currency_code": "USD", "amount_1000": 10000}}
            ],
        },
    ),
    turned_down(
        "no policy", 400, 1008, MISSING, type="template", template={"name": "x", "language": {"code": "en"}}
    ),
    turned_down(
        "the fallback policy",
        400,
        1009,
        INVALID,
        type="template",
        template={"name": "x", "language": {"policy": "fallback", "code": "en"}},
    ),
]

ROWS = [{"id": "1", "title": "One", "description": "d"}, {"id": "2", "title": "Two"}]
INTERACTIVE = [
    accepted("buttons", **interactive("button", action=buttons("Yes", "No"), footer={"text": "f"})),
    accepted("buttons with spaces", **interactive("button", action=buttons(" Yes ", " "))),
    accepted(
        "buttons under a picture",
        **interactive("button", action=buttons("Yes"), header={"type": "image", "image": "x"}),
    ),
    accepted("a list", **interactive("list", action={"button": "Send", "sections": [{"rows": ROWS}]})),
    accepted("a product", **interactive("product", action={"catalog_id": "1", "product_retailer_id": "sku"})),
    accepted(
        "products",
        **interactive(
            "product_list",
            header={"type": "text", "text": "h"},
            action={
                "catalog_id": "1",
                "sections": [{"title": "s", "product_items": [{"product_retailer_id": "a"}]}],
            },
        ),
    ),
    accepted(
        "a catalog",
        **interactive(
            "catalog_message",
            action={"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "sku"}},
        ),
    ),
    accepted("a flow", **interactive("flow", action={"name": "flow", "parameters": {"flow_id": "1"}})),
    turned_down("four buttons", 400, 1009, INVALID, **interactive("button", action=buttons(*"abcd"))),
    turned_down(
        "eleven sections",
        400,
        2015,
        "Invalid number of sections",
        **interactive("list", action={"button": "b", "sections": [{"title": "s", "rows": ROWS}] * 11}),
    ),
    turned_down(
        "no rows",
        400,
        2016,
        "Invalid number of rows",
        **interactive("list", action={"button": "b", "sections": [{}]}),
    ),
    turned_down(
        "a list under a picture",
        400,
        2036,
        "Invalid Header Structure",
        **interactive("list", header={"type": "image"}, action={"button": "b", "sections": [{"rows": ROWS}]}),
    ),
    turned_down(
        "too many products",
        400,
        2023,
        "Invalid number of product",
        **interactive(
            "product_list",
            header={"type": "text", "text": "h"},
            action={"catalog_id": "1", "sections": [{"product_items": [{"product_retailer_id": "a"}] * 31}]},
        ),
    ),
]

READ = [
    Example("marked as read", "PUT /v1/messages/{inbound}", {"status": "read"}),
    refused(
        "an unknown message",
        "PUT /v1/messages/ABGGunknown",
        {"status": "read"},
        404,
        1006,
        "Resource not found",
    ),
    Example("out of the database", "DELETE /v1/messages/{inbound}"),
]

EXAMPLES = [
    *CONTACTS,
    *BRAZIL,
    *TEXT,
    *MEDIA_MESSAGES,
    *OTHER_MESSAGES,
    *TEMPLATES,
    *INTERACTIVE,
    *READ,
]
