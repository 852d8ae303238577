"""What no application could read: taken away, told of as unknown, or kept back."""

from __future__ import annotations

import pytest

from tests.unit.differences.ask import asked, edited
from wamigrate.core.payload import REMOVED, Json
from wamigrate.differences.difference import Direction
from wamigrate.differences.misshapen_callback import difference
from wamigrate.differences.samples import CUSTOMER, callback, status_callback

WAY = Direction.TO_ONPREM
TEXT = callback(type="text", text={"body": "hi"})


def test_a_callback_as_it_should_be_is_left_alone() -> None:
    assert asked(difference, WAY, TEXT) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (callback(type="text"), "`messages[0].text` is missing"),
        (callback(type="text", text={"body": 5}), "`messages[0].text.body` is not what"),
        (
            callback(type="location", location={"latitude": 1.5}),
            "`messages[0].location.longitude` is missing",
        ),
    ],
)
def test_a_message_without_its_content_is_unknown(given: Json, said: str) -> None:
    (found,) = asked(difference, WAY, given)
    assert said in found.message
    message = edited(difference, WAY, given)["messages"][0]
    assert (message["type"], message["from"], message["errors"][0]["code"]) == ("unknown", CUSTOMER, 501)


def test_contacts_that_are_none_do_not_keep_a_message_back() -> None:
    given = callback(type="text") | {"contacts": "Ann"}
    assert "contacts" not in edited(difference, WAY, given)


@pytest.mark.parametrize(
    "given",
    [
        {"messages": [{"type": "text", "text": {"body": "hi"}}]},
        {"messages": [*TEXT["messages"], *TEXT["messages"]], "contacts": []} | {"messages": [{}]},
        status_callback(status=5),
    ],
)
def test_what_comes_from_nobody_is_kept_back(given: Json) -> None:
    assert edited(difference, WAY, given) is REMOVED


def test_a_value_that_is_not_needed_is_taken_away() -> None:
    given = status_callback(status="read", conversation={"origin": {}}, pricing={"billable": "yes"})
    assert edited(difference, WAY, given) == status_callback(status="read", pricing={})


def test_two_messages_in_one_event_are_not_passed_on() -> None:
    (found,) = asked(difference, WAY, {"messages": TEXT["messages"] * 2})
    assert "`messages` must have one item" in found.message
