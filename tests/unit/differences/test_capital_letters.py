"""Names of types in capital letters."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.capital_letters import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize(
    "payload", [send("text", {"body": "HI"}), send("fax", {}), [], send("text", ["TEXT"])]
)
def test_small_letters_and_other_words_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_types_are_written_as_in_the_reference_wherever_they_stand() -> None:
    button = {"type": "REPLY", "reply": {"id": "YES", "title": "YES"}}
    message = {"type": "INTERACTIVE", "interactive": interactive("Button", {"buttons": [button]})}
    assert places(difference, message) == ["type", "interactive.type", "interactive.action.buttons[0].type"]
    assert repaired(difference, message)["interactive"]["action"]["buttons"][0]["type"] == "reply"
