"""An On-Premises callback in single events."""

from __future__ import annotations

import random

import pytest

from tests.unit.apis.nonsense import nonsense
from wamigrate.apis.event import EventKind
from wamigrate.apis.onprem.webhook import is_callback, unpack
from wamigrate.core.payload import Json, show

MESSAGE = {"from": "1", "id": "ABGG", "timestamp": "1", "type": "text", "text": {"body": "hi"}}
PERSON = {"profile": {"name": "Ann"}, "wa_id": "1"}


def test_a_message_keeps_its_contact() -> None:
    body = {"contacts": [PERSON], "messages": [MESSAGE]}
    [event] = unpack(body)
    assert (EventKind.MESSAGE, body) == (event.kind, event.value)


def test_several_items_become_several_events() -> None:
    events = unpack({"statuses": [{"id": "a"}, {"id": "b"}], "errors": [{"code": 400}]})
    assert [show(e.place) for e in events] == ["statuses[0]", "statuses[1]", "errors[0]"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"contacts": [{"input": "+1", "status": "valid", "wa_id": "1"}]}, EventKind.CONTACT),
        ({"services": {"gateway": "up"}}, EventKind.SERVICE),
        ({"contacts": [PERSON]}, EventKind.UNREADABLE),
        ({"messages": 5}, EventKind.UNREADABLE),
        ({}, EventKind.UNREADABLE),
        ("x", EventKind.UNREADABLE),
    ],
)
def test_a_callback_without_a_message_is_what_it_says(body: Json, kind: EventKind) -> None:
    assert [kind] == [e.kind for e in unpack(body)]


def test_a_cloud_webhook_is_no_callback() -> None:
    assert is_callback({"messages": [MESSAGE]})
    assert not is_callback({"metadata": {}, "messages": [MESSAGE]})
    assert not is_callback({"entry": []})


@pytest.mark.parametrize("seed", range(50))
def test_any_json_becomes_events(seed: int) -> None:
    assert unpack(nonsense(random.Random(seed)))
