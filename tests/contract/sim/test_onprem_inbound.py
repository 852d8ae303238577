"""Every kind of inbound message, as a deployment tells its webhook endpoint of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.contract.sim.examples import Like
from tests.contract.sim.http import Receiver
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

ADA = "16505551234"
UUID = Like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PATH = Like(r"/usr/local/wamedia/shared/[0-9a-f-]{36}")
UNSUPPORTED = {
    "errors": [
        {
            "code": 501,
            "title": "Unknown message type",
            "details": "Message type is not currently supported",
        }
    ]
}
STICKER = {
    "sticker-pack-id": "p",
    "sticker-pack-name": "n",
    "sticker-pack-publisher": "me",
    "emojis": ["😀"],
    "ios-app-store-link": "https://a.example",
    "android-app-store-link": "https://b.example",
    "is-first-party-sticker": 0,
}


def media(kind: str, mime: str, **more: Any) -> JsonObject:
    data = hashlib.sha256(f"simulated {kind}".encode()).hexdigest()
    return {"id": UUID, "mime_type": mime, "sha256": data, "file": PATH, **more}


OPUS = "audio/ogg; codecs=opus"
BUSINESS = {"from": "16505550100", "id": "gBGG1"}
INBOUND: list[tuple[str, JsonObject, JsonObject]] = [
    ("text", {"text": {"body": "hello"}}, {"text": {"body": "hello"}}),
    ("image", {"image": {"caption": "c"}}, {"image": media("image", "image/jpeg", caption="c")}),
    ("video", {}, {"video": media("video", "video/mp4")}),
    (
        "document",
        {"document": {"filename": "a.pdf"}},
        {"document": media("document", "application/pdf", filename="a.pdf")},
    ),
    ("audio", {}, {"audio": media("audio", "audio/mpeg")}),
    ("voice", {}, {"voice": media("voice", OPUS)}),
    ("audio", {"audio": {"voice": True}}, {"type": "voice", "voice": media("audio", OPUS)}),
    (
        "sticker",
        {"sticker": {"metadata": STICKER}},
        {"sticker": media("sticker", "image/webp", metadata=STICKER)},
    ),
    (
        "location",
        {"location": {"latitude": 1.0, "longitude": 2.0, "name": "HQ"}},
        {"location": {"latitude": 1.0, "longitude": 2.0, "name": "HQ"}},
    ),
    (
        "contacts",
        {"contacts": [{"name": {"formatted_name": "A"}}]},
        {"contacts": [{"name": {"formatted_name": "A"}}]},
    ),
    (
        "button",
        {"button": {"payload": None, "text": "Yes"}, "context": {"id": "gBGG1"}},
        {"button": {"payload": None, "text": "Yes"}, "context": BUSINESS},
    ),
    (
        "interactive",
        {"interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}}},
        {"interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}}},
    ),
    (
        "interactive",
        {
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "1", "title": "Yes", "description": "d"},
            }
        },
        {
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "1", "title": "Yes", "description": "d"},
            }
        },
    ),
    (
        "order",
        {
            "order": {
                "catalog_id": "1",
                "text": "t",
                "product_items": [{"product_retailer_id": "a", "quantity": 1}],
            }
        },
        {
            "order": {
                "catalog_id": "1",
                "text": "t",
                "product_items": [{"product_retailer_id": "a", "quantity": 1}],
            }
        },
    ),
    ("unknown", {}, UNSUPPORTED),
    ("unsupported", {}, {"type": "unknown", **UNSUPPORTED}),
    ("reaction", {"reaction": {"message_id": "x", "emoji": "👍"}}, {"type": "unknown", **UNSUPPORTED}),
    ("ephemeral", {}, UNSUPPORTED),
    (
        "text",
        {"text": {"body": "a"}, "context": {"forwarded": True}},
        {"text": {"body": "a"}, "context": {"forwarded": True}},
    ),
    (
        "text",
        {"text": {"body": "a"}, "context": {"id": "gBGG1", "mentions": [ADA]}},
        {"text": {"body": "a"}, "context": {**BUSINESS, "mentions": [ADA]}},
    ),
    (
        "text",
        {"text": {"body": "a"}, "referral": {"source_type": "ad", "headline": "h", "image": {}}},
        {"text": {"body": "a"}, "referral": {"source_type": "ad", "headline": "h", "image": {"id": UUID}}},
    ),
]


@pytest.mark.parametrize(("kind", "written", "expected"), INBOUND)
def test_inbound_has_the_shape_of_its_type(
    kind: str, written: JsonObject, expected: JsonObject, sim: Simulator, told: Receiver
) -> None:
    said = sim.control.call("POST", f"/customers/{ADA}/messages", {"to": "main", "type": kind, **written})
    (body,) = told.wait_for(1)
    message = {"from": ADA, "id": said["id"], "timestamp": Like(r"\d{10}"), "type": kind, **expected}
    assert {"contacts": [{"profile": {"name": "Customer 1234"}, "wa_id": ADA}], "messages": [message]} == body
    headers, raw = told.got[0]
    assert headers["content-type"] == "application/json"
    assert json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == raw
