"""What customers may send, checked before an API sees it."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import Json
from wamigrate.sim.inbound import INBOUND_TYPES, MEDIA_TYPES, checked, media_bytes

LEAST: dict[str, Json] = {
    "text": {"body": "x"},
    "location": {"latitude": 1, "longitude": 2.5},
    "button": {"text": "Yes"},
    "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}},
    "order": {"product_items": []},
    "reaction": {"message_id": "m1", "emoji": "🌻"},
    "system": {"type": "user_changed_number"},
    "contacts": [{"name": {"formatted_name": "Ada"}}],
}


@pytest.mark.parametrize("kind", INBOUND_TYPES)
def test_every_type_is_taken_with_the_least_it_needs(kind: str) -> None:
    message = {"type": kind} | ({kind: LEAST[kind]} if kind in LEAST else {})
    found = checked(message)
    assert isinstance(found, dict)
    assert found["type"] == kind
    assert found.get(kind, {}) == LEAST.get(kind, {})


def test_without_a_type_it_is_a_text() -> None:
    assert checked({"text": {"body": "x"}}) == {"type": "text", "text": {"body": "x"}}


def test_what_the_network_fills_in_itself_is_left_out() -> None:
    found = checked({"from": "1", "id": "2", "timestamp": "3", "text": {"body": "x"}, "context": {"id": "m"}})
    assert found == {"type": "text", "text": {"body": "x"}, "context": {"id": "m"}}


@pytest.mark.parametrize("kind", [k for k in LEAST if k not in ("reaction", "contacts")])
def test_what_a_type_cannot_do_without_is_named(kind: str) -> None:
    wrong = checked({"type": kind, kind: {}})
    assert isinstance(wrong, str)
    assert wrong.startswith(f"{kind}.")
    assert wrong.endswith("is missing")


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_media_have_bytes_and_a_type_whatever_is_given(kind: str) -> None:
    data, mime = media_bytes(kind, {})
    assert data == f"simulated {kind}".encode()
    assert "/" in mime
    assert media_bytes(kind, {"data_base64": "T2dnUw==", "mime_type": "x/y"}) == (b"OggS", "x/y")
