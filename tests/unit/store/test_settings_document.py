"""What is kept of a number's settings."""

from __future__ import annotations

import json

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.store.settings_document import DEEPEST, is_too_large, merge, without_url


def nested(levels: int, *, lists: bool = False) -> Json:
    raw = b"[" * levels + b"1" + b"]" * levels if lists else b'{"a":' * levels + b"1" + b"}" * levels
    return msgspec.json.decode(raw)


def depth(value: Json) -> int:
    inner = list(value.values()) if isinstance(value, dict) else value
    return 1 + max(map(depth, inner), default=0) if isinstance(inner, list) else 0


def test_objects_are_merged_and_everything_else_is_replaced() -> None:
    document: JsonObject = {"media": {"auto_download": ["image"], "other": 1}, "pass_through": True}
    merge(document, {"media": {"auto_download": []}, "pass_through": {"own": None}})
    assert document == {"media": {"auto_download": [], "other": 1}, "pass_through": {"own": None}}


def test_what_is_nested_deeper_than_any_setting_is_cut_off_however_often_it_comes() -> None:
    document: JsonObject = {}
    for _ in range(3):
        merge(document, {"objects": nested(900), "lists": nested(900, lists=True)})
        merge(document, nested(900))
    assert depth(document) == DEEPEST
    assert json.loads(json.dumps(document)) == document


def test_a_document_that_has_no_end_is_too_large() -> None:
    document: JsonObject = {}
    assert not is_too_large(document)
    merge(document, {f"setting {n}": "x" * 100 for n in range(3_000)})
    assert is_too_large(document)


def test_the_address_is_left_out_and_the_document_stays() -> None:
    document = {"webhooks": {"url": "https://crm.example.com", "max_concurrent_requests": 6}, "a": 1}
    assert without_url(document) == {"webhooks": {"max_concurrent_requests": 6}, "a": 1}
    assert document["webhooks"] != {}
    assert without_url({"webhooks": None}) == {"webhooks": None}
