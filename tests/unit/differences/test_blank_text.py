"""Texts of nothing but blanks."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.blank_text import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize(
    "payload",
    [
        send("text", {"body": " hi "}),
        send("text", {"body": ""}),
        send("text", None),
        send("interactive", interactive("list", {})),
    ],
)
def test_a_text_with_something_to_read_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_the_body_of_an_interactive_message_must_say_something_too() -> None:
    assert places(difference, send("interactive", interactive("list", {}, body={"text": "\n"}))) == [
        "interactive.body.text"
    ]
