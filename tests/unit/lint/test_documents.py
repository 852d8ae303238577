"""What a record is, and how a repaired document goes back into it."""

from __future__ import annotations

import json

import pytest

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.samples import callback, status_callback, value
from wamigrate.lint.documents import Forced, sort

SEND = {"to": "16505550111", "type": "text", "text": {"body": "hi"}}
ENVELOPE = {
    "object": "whatsapp_business_account",
    "entry": [
        {"id": "1", "changes": [{"field": "messages", "value": value(type="text", text={"body": "x"})}]}
    ],
}


def kinds(record: Json, forced: Forced | None = None) -> list[tuple[Surface, Direction]]:
    return [(d.surface, d.direction) for d in sort(record, forced).documents]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (SEND, (Surface.SEND, Direction.TO_CLOUD)),
        ({"to": "1", "type": "contacts", "contacts": [{"name": {}}]}, (Surface.SEND, Direction.TO_CLOUD)),
        (ENVELOPE, (Surface.WEBHOOK, Direction.TO_ONPREM)),
        (value(type="text", text={"body": "x"}), (Surface.WEBHOOK, Direction.TO_ONPREM)),
        (callback(type="text", text={"body": "x"}), (Surface.WEBHOOK, Direction.TO_CLOUD)),
        (status_callback(status="read"), (Surface.WEBHOOK, Direction.TO_CLOUD)),
        ({"type": "text"}, (Surface.SEND, Direction.TO_CLOUD)),
        (None, (Surface.SEND, Direction.TO_CLOUD)),
        ([1], (Surface.SEND, Direction.TO_CLOUD)),
    ],
)
def test_sends_and_webhooks_are_told_apart(record: Json, expected: tuple[Surface, Direction]) -> None:
    assert [expected] == kinds(record)


def test_what_the_operator_says_goes_before_what_it_looks_like() -> None:
    assert kinds(ENVELOPE, Forced.SEND) == [(Surface.SEND, Direction.TO_CLOUD)]
    assert kinds({"x": 1}, Forced.WEBHOOK) == [(Surface.WEBHOOK, Direction.TO_ONPREM)]


@pytest.mark.parametrize("as_text", [False, True])
def test_a_wrapped_request_is_opened_and_closed_again(*, as_text: bool) -> None:
    body: Json = json.dumps(SEND) if as_text else SEND
    record = {"method": "POST", "path": "/v1/messages", "body": body, "at": 5}
    found = sort(record)
    assert [d.payload for d in found.documents] == [SEND]
    assert found.documents[0].place(("text", "body")) == "body.text.body"
    (back,) = found.put_back([{"to": "2"}])
    assert (json.loads(back["body"]) if as_text else back["body"]) == {"to": "2"}
    assert back["at"] == 5


def test_marking_as_read_takes_the_id_from_the_path() -> None:
    record = {"method": "PUT", "path": "/v1/messages/wamid.a%2Fb=", "body": {"status": "read"}}
    assert sort(record).documents[0].payload == {"status": "read", "message_id": "wamid.a/b="}


def test_other_calls_of_a_har_file_are_left_alone() -> None:
    entry = {"request": {"method": "GET", "url": "https://x.example/"}, "response": {}}
    assert sort(entry).documents == []
    posted = {"mimeType": "application/json", "text": json.dumps(SEND)}
    request = {"method": "POST", "url": "https://x.example/v1/messages", "postData": posted}
    found = sort({"request": request, "response": {}})
    assert [d.payload for d in found.documents] == [SEND]
    (back,) = found.put_back([{"to": "2"}])
    assert json.loads(back["request"]["postData"]["text"]) == {"to": "2"}
    elsewhere = {
        "request": {**request, "url": "https://x.example/track", "postData": {"text": "{}"}},
        "response": {},
    }
    assert sort(elsewhere).documents == []


def test_a_place_in_a_batch_is_the_place_in_the_record() -> None:
    batch = json.loads(json.dumps(ENVELOPE))
    messages = batch["entry"][0]["changes"][0]["value"]["messages"]
    messages.append({**messages[0], "id": "wamid.2"})
    second = sort(batch).documents[1]
    assert second.place(("messages", 0, "text")) == "entry[0].changes[0].value.messages[1].text"


def test_a_call_of_another_endpoint_is_told_by_its_path() -> None:
    record = {"method": "POST", "path": "/v1/stickerpacks", "body": {"name": "Flowers"}}
    (found,) = sort(record).documents
    assert (found.surface, found.kind) == (Surface.ENDPOINT, "stickerpacks")
