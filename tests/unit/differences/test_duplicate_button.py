"""Buttons with the same ID or title."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.duplicate_button import difference
from wamigrate.differences.samples import interactive, reply_button, send


def buttons(*replies: Json) -> Json:
    return send("interactive", interactive("button", {"buttons": list(replies)}))


@pytest.mark.parametrize(
    "payload",
    [
        buttons(reply_button("1", "Yes"), reply_button("2", "No")),
        buttons(reply_button("", ""), reply_button("", "")),
        buttons({"reply": None}, {"reply": None}),
        send("interactive", interactive("button", {"buttons": None})),
    ],
)
def test_buttons_that_differ_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_number_and_the_same_as_text_are_one_id() -> None:
    found = places(difference, buttons(reply_button(1, "Yes"), reply_button("1", "No")))
    assert found == ["interactive.action.buttons[1].reply.id"]


def test_titles_must_differ_too() -> None:
    found = places(difference, buttons(reply_button("1", "Yes"), reply_button("2", "Yes")))
    assert found == ["interactive.action.buttons[1].reply.title"]
