"""Every message that Meta documents is accepted, whatever is optional in it left out or given."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph, eventually
from tests.contract.sim.messages import CUSTOMER, TEXT, button, interactive, list_message, template, texts
from wamigrate.sim.testing import Simulator

LINK = {"link": "https://example.com/a.jpg"}
MEDIA_HEADER = {"type": "image", "image": LINK}
AMOUNT = {"value": 1000, "offset": 100}
ROWS = [{"id": str(n), "title": f"Row {n}", "description": "d" * 72} for n in range(5)]
PRODUCTS = [{"product_retailer_id": f"sku-{n}"} for n in range(15)]

PLAIN: dict[str, dict[str, Any]] = {
    "a text": TEXT,
    "a text whose type is left out": {"text": {"body": "hi", "preview_url": True}},
    "a text of 4096 characters": {"type": "text", "text": {"body": "ä" * 4096}},
    "enumerations in capitals": {"type": "TEXT", "recipient_type": "INDIVIDUAL", "text": {"body": "hi"}},
    "a reply": {**TEXT, "context": {"message_id": "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQz"}},
    "a tracked text": {**TEXT, "biz_opaque_callback_data": "x" * 512},
    "an activity-sharing text": {**TEXT, "message_activity_sharing": True},
    "nulls where nothing is meant": {
        **TEXT,
        "context": None,
        "recipient_type": None,
        "image": None,
        "ttl": None,
    },
    "an image by link": {"type": "image", "image": {**LINK, "caption": "c" * 1024}},
    "an image with an empty caption": {"type": "image", "image": {**LINK, "caption": ""}},
    "a video": {"type": "video", "video": {**LINK, "caption": "a"}},
    "a voice note": {"type": "audio", "audio": {**LINK, "voice": True}},
    "a document": {"type": "document", "document": {**LINK, "caption": "a", "filename": "a.pdf"}},
    "a sticker": {"type": "sticker", "sticker": LINK},
    "a place of numbers": {"type": "location", "location": {"latitude": 37.4, "longitude": -122.1}},
    "a place of texts": {
        "type": "location",
        "location": {"latitude": "37.4", "longitude": "-122.1", "name": "Here", "address": "1 Road"},
    },
    "a contact whose client sends empty what it does not know": {
        "type": "contacts",
        "contacts": [
            {
                "name": {"formatted_name": "Ada", "first_name": "Ada", "middle_name": None},
                "birthday": "",
                "emails": [],
                "org": {},
                "phones": [{"phone": "+1 650 555 0199", "type": None, "wa_id": None}],
            }
        ],
    },
    "a contact with everything": {
        "type": "contacts",
        "contacts": [
            {
                "addresses": [{"street": "1 Road", "city": "C", "country_code": "us", "type": "Work"}],
                "birthday": "2012-08-18",
                "emails": [{"email": "a@example.com", "type": "WORK"}],
                "name": {"formatted_name": "Dr Ann B. C", "first_name": "Ann", "prefix": "Dr"},
                "org": {"company": "C", "department": "D", "title": "T"},
                "phones": [{"phone": "+1 (940) 555-1234", "type": "HOME", "wa_id": "19405551234"}],
                "urls": [{"url": "https://example.com", "type": "HOME"}],
            }
        ],
    },
    "many contacts": {
        "type": "contacts",
        "contacts": [{"name": {"formatted_name": "A", "first_name": "A"}}] * 257,
    },
    "a reaction": {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👨‍👩‍👧"}},
    "a flag as reaction": {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "🇧🇷"}},
    "a reaction taken back": {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
    "a pinned message": {
        "type": "pin",
        "pin": {"type": "pin", "message_id": "wamid.x", "expiration_days": 7},
    },
}

FLOW = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "c" * 30}
INTERACTIVE: dict[str, dict[str, Any]] = {
    "three buttons": button("a" * 20, "b", "c", header={"type": "text", "text": "h" * 60}),
    "buttons below an image": button("Yes", header=MEDIA_HEADER, footer={"text": "f" * 60}),
    "buttons below a document": button(
        "Yes", header={"type": "document", "document": {**LINK, "filename": "a.pdf"}}
    ),
    "a list": list_message(),
    "a list with a long body": list_message(body={"text": "b" * 4096}),
    "a list of two sections": interactive(
        "list",
        {"button": "b" * 20, "sections": [{"title": "t" * 24, "rows": ROWS}, {"title": "B", "rows": ROWS}]},
        header={"type": "text", "text": "Header"},
    ),
    "a product": interactive("product", {"catalog_id": "1", "product_retailer_id": "sku"}, body=None),
    "thirty products": interactive(
        "product_list",
        {
            "catalog_id": "1",
            "sections": [
                {"title": "A", "product_items": PRODUCTS},
                {"title": "B", "product_items": PRODUCTS},
            ],
        },
        header={"type": "text", "text": "Ours"},
    ),
    "a catalog": interactive(
        "catalog_message",
        {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "sku"}},
    ),
    "a catalog without thumbnail": interactive("catalog_message", {"name": "catalog_message"}),
    "a link": interactive(
        "cta_url",
        {"name": "cta_url", "parameters": {"display_text": "d" * 20, "url": "https://example.com"}},
        header=MEDIA_HEADER,
    ),
    "a flow": interactive(
        "flow",
        {
            "name": "flow",
            "parameters": {
                **FLOW,
                "flow_token": "t",
                "mode": "draft",
                "flow_action": "navigate",
                "flow_action_payload": {"screen": "FIRST", "data": {"a": [1]}},
            },
        },
    ),
    "a flow by name": interactive(
        "flow",
        {"name": "flow", "parameters": {"flow_message_version": "3", "flow_name": "F", "flow_cta": "Go"}},
    ),
    "a wish for the place": interactive("location_request_message", {"name": "send_location"}),
    "a wish for the address": interactive(
        "address_message",
        {"name": "address_message", "parameters": {"country": "IN", "values": {"name": "Ann"}}},
    ),
    "an order to pay": interactive(
        "order_details",
        {
            "name": "review_and_pay",
            "parameters": {
                "reference_id": "r-1",
                "type": "digital-goods",
                "payment_type": "upi",
                "payment_configuration": "mine",
                "currency": "INR",
                "total_amount": AMOUNT,
                "order": {
                    "status": "pending",
                    "items": [{"retailer_id": "1", "name": "Bread", "amount": AMOUNT, "quantity": 1}],
                    "subtotal": AMOUNT,
                    "tax": {**AMOUNT, "description": "VAT"},
                },
            },
        },
        header=MEDIA_HEADER,
    ),
    "the state of an order": interactive(
        "order_status",
        {
            "name": "review_order",
            "parameters": {"reference_id": "r-1", "order": {"status": "shipped", "description": "soon"}},
        },
    ),
    "a carousel of links": interactive(
        "carousel",
        {
            "cards": [
                {
                    "card_index": n,
                    "type": "cta_url",
                    "header": MEDIA_HEADER,
                    "body": {"text": "b" * 160},
                    "action": {
                        "name": "cta_url",
                        "parameters": {"display_text": "Go", "url": "https://example.com"},
                    },
                }
                for n in range(2)
            ]
        },
    ),
    "a carousel of products": interactive(
        "carousel",
        {
            "cards": [
                {
                    "card_index": n,
                    "type": "product",
                    "action": {"catalog_id": "1", "product_retailer_id": f"{n}"},
                }
                for n in range(10)
            ]
        },
    ),
    "a wish to call": interactive("call_permission_request", {"name": "call_permission_request"}, body=None),
    "a call button": interactive(
        "voice_call",
        {"name": "voice_call", "parameters": {"display_text": "Call us", "ttl_minutes": 100}},
    ),
}
BODY = {"type": "body", "parameters": texts("Ann", "17")}
TRACK = {"type": "button", "sub_type": "url", "index": "1", "parameters": texts("17")}
MONEY = {"type": "currency", "currency": {"fallback_value": "$1", "code": "USD", "amount_1000": 1000}}
TEMPLATES: dict[str, dict[str, Any]] = {
    "without components": {
        "type": "template",
        "template": {"name": "hello_world", "language": {"code": "en_US"}},
    },
    "with empty components": template(name="hello_world"),
    "with text and a link": template(BODY, TRACK),
    "with types in capitals": template(
        {"type": "BODY", "parameters": [{"type": "TEXT", "text": "A"}, {"type": "TEXT", "text": "1"}]},
        {**TRACK, "sub_type": "URL", "index": 1},
    ),
    "with a payload": template(
        BODY,
        TRACK,
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": 0,
            "parameters": [{"type": "payload", "payload": "p" * 128}],
        },
    ),
    "with money below an image": template(
        {"type": "header", "parameters": [{"type": "image", "image": LINK}]},
        {"type": "body", "parameters": [MONEY]},
        name="appointment",
    ),
    "with a day below an image": template(
        {"type": "header", "parameters": [{"type": "image", "image": LINK}]},
        {
            "type": "body",
            "parameters": [
                {"type": "date_time", "date_time": {"fallback_value": "May 1", "year": 2026, "month": "5"}}
            ],
        },
        name="appointment",
    ),
}


@pytest.mark.parametrize("name", PLAIN | INTERACTIVE)
def test_a_documented_message_is_accepted(graph: Graph, name: str) -> None:
    answer = graph.send("cloud", (PLAIN | INTERACTIVE)[name])
    assert (answer.status, answer.body) == (200, answer.body)
    assert set(answer.json) == {"messaging_product", "contacts", "messages"}
    assert answer.json["contacts"] == [{"input": CUSTOMER, "wa_id": CUSTOMER}]
    assert set(answer.json["messages"][0]) == {"id"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_documented_template_is_accepted(graph: Graph, name: str) -> None:
    answer = graph.send("cloud", TEMPLATES[name])
    assert (answer.status, answer.body) == (200, answer.body)
    assert answer.json["messages"][0]["message_status"] == "accepted"


def test_the_customer_gets_what_was_sent(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    sent = {graph.send("cloud", message).json["messages"][0]["id"] for message in INTERACTIVE.values()}
    eventually(lambda: len(sim.control.inbox(CUSTOMER)) == len(sent))
    received = sim.control.inbox(CUSTOMER)
    assert {r["id"] for r in received} == sent
    assert [r["interactive"] for r in received] == [m["interactive"] for m in INTERACTIVE.values()]
