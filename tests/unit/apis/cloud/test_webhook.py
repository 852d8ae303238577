"""A Cloud webhook in single events: order, places, contacts, and nothing lost."""

from __future__ import annotations

import json
import random

import pytest

from tests.unit.apis.nonsense import bent, nonsense
from wamigrate.apis.cloud.webhook import is_webhook, unpack
from wamigrate.apis.event import ITEMS, Event, EventKind
from wamigrate.core.payload import EACH, Json, every, show

METADATA = {"display_phone_number": "16505550100", "phone_number_id": "1102"}


def message(sender: str, body: str = "hi") -> Json:
    return {"from": sender, "id": f"wamid.{sender}", "timestamp": "1", "type": "text", "text": {"body": body}}


def person(number: str) -> Json:
    return {"profile": {"name": number}, "wa_id": number}


def body_of(*values: Json, field: str = "messages") -> Json:
    changes = [{"field": field, "value": v} for v in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "77", "changes": changes}]}


BATCH = body_of(
    {"messaging_product": "whatsapp", "metadata": METADATA, "errors": [{"code": 130429}]},
    {
        "messaging_product": "whatsapp",
        "metadata": METADATA,
        "contacts": [person("2"), person("1")],
        "messages": [message("1"), message("2"), message("1", "again")],
        "statuses": [{"id": "wamid.s", "status": "read", "recipient_id": "3"}],
    },
)


def test_each_item_becomes_an_event_in_order_and_knows_its_place() -> None:
    assert [(e.kind, show(e.place)) for e in unpack(BATCH)] == [
        (EventKind.ERROR, "entry[0].changes[0].value.errors[0]"),
        (EventKind.MESSAGE, "entry[0].changes[1].value.messages[0]"),
        (EventKind.MESSAGE, "entry[0].changes[1].value.messages[1]"),
        (EventKind.MESSAGE, "entry[0].changes[1].value.messages[2]"),
        (EventKind.STATUS, "entry[0].changes[1].value.statuses[0]"),
    ]


def test_an_event_has_one_item_and_the_contact_it_belongs_to() -> None:
    event = unpack(BATCH)[3]
    assert {
        "messaging_product": "whatsapp",
        "metadata": METADATA,
        "contacts": [person("1")],
        "messages": [message("1", "again")],
    } == event.value
    assert (event.waba_id, event.phone_number_id, event.display_phone_number) == ("77", "1102", "16505550100")


def test_a_path_into_the_event_is_one_into_the_body() -> None:
    event = unpack(BATCH)[3]
    value = "entry[0].changes[1].value"
    assert show(event.where(("messages", 0, "text"))) == f"{value}.messages[2].text"
    assert show(event.where(("contacts", 0, "wa_id"))) == f"{value}.contacts[1].wa_id"
    assert show(event.where(("metadata",))) == f"{value}.metadata"
    assert show(event.where(())) == value


def test_a_user_without_a_number_is_found_by_user_id() -> None:
    sender = {"id": "wamid.1", "from_user_id": "US.1", "type": "text"}
    people = [person("9"), {"user_id": "US.1"}]
    [event, orphan] = unpack(body_of({"metadata": METADATA, "contacts": people, "messages": [sender]}))
    assert event.value["contacts"] == [{"user_id": "US.1"}]
    assert (EventKind.UNREADABLE, person("9")) == (orphan.kind, orphan.value)


def test_one_contact_and_one_message_belong_together_however_they_are_spelled() -> None:
    [event] = unpack(body_of({"contacts": [person("55119")], "messages": [message("5511")]}))
    assert event.value["contacts"] == [person("55119")]


def test_another_field_stays_whole() -> None:
    [event] = unpack(body_of({"event": "DISABLED_UPDATE"}, field="account_update"))
    assert (event.kind, event.field) == (EventKind.OTHER, "account_update")
    assert event.document_kind == "other-field"


@pytest.mark.parametrize(
    "cut", [lambda b: b["entry"][0]["changes"][1], lambda b: b["entry"][0]["changes"][1]["value"]]
)
def test_a_change_or_a_value_alone_is_understood(cut: object) -> None:
    inner = cut(BATCH)  # type: ignore[operator]
    assert is_webhook(inner)
    assert [e.value for e in unpack(BATCH)][1:] == [e.value for e in unpack(inner)]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], ""),
        ({"object": "page"}, ""),
        ({"entry": []}, "entry"),
        ({"entry": [{"id": "1"}]}, "entry[0]"),
        ({"entry": [{"changes": ["x"]}]}, "entry[0].changes[0]"),
        ({"entry": [{"changes": [{"field": 5, "value": {}}]}]}, "entry[0].changes[0]"),
        (body_of({"metadata": METADATA, "contacts": [person("1")]}), "entry[0].changes[0].value"),
        (body_of({"messages": {}}), "entry[0].changes[0].value.messages"),
        (body_of({"statuses": ["x"]}), "entry[0].changes[0].value.statuses[0]"),
    ],
)
def test_what_nobody_can_explain_is_kept_as_such(body: Json, place: str) -> None:
    [event] = unpack(body)
    assert (EventKind.UNREADABLE, place) == (event.kind, show(event.place))


@pytest.mark.parametrize("seed", range(150))
def test_nothing_of_any_body_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    body = bent(BATCH, chance) if seed % 3 else nonsense(chance)
    events = unpack(body)
    assert events
    kept = json.dumps([e.value for e in events])
    for leaf in items_of(body):
        assert json.dumps(leaf) in kept
    assert all(isinstance(e, Event) and isinstance(show(e.where(e.item)), str) for e in events)


def items_of(body: Json) -> list[Json]:
    """Whatever stands in a list of messages, statuses or errors of a body of the documented form."""
    values = [v for _, v in every(body, "entry", EACH, "changes", EACH, "value")]
    return [item for v in values for key in ITEMS for _, item in every(v, key, EACH)]


def test_the_envelope_of_another_product_is_no_webhook_of_whatsapp() -> None:
    assert is_webhook(BATCH)
    assert not is_webhook({**BATCH, "object": "instagram"})
    assert not is_webhook([])
