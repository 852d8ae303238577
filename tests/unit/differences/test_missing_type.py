"""Messages without a type."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Level
from wamigrate.differences.missing_type import difference
from wamigrate.differences.samples import send

TEXT = {"to": "1", "text": {"body": "hi"}}


@pytest.mark.parametrize(
    "payload",
    [
        send("image", {"id": "1"}),
        {"status": "read", "message_id": "1"},
        {"to": "1"},
        {"type": "", "image": {}},
    ],
)
def test_a_type_that_is_there_or_need_not_be_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_two_contents_without_a_type_are_not_guessed_at() -> None:
    assert places(difference, {"to": "1", "image": {"id": "1"}, "location": {"latitude": 1}}) == []


def test_a_text_beside_something_else_stays_a_text() -> None:
    assert repaired(difference, {**TEXT, "image": {"id": "1"}})["type"] == "text"


def test_a_text_that_does_not_say_so_gets_a_note() -> None:
    (finding,) = findings(difference, TEXT)
    assert (finding.level, finding.fix) == (Level.NOTE, "safe")


def test_null_is_no_type() -> None:
    assert repaired(difference, {**TEXT, "type": None})["type"] == "text"
