"""Reply buttons that do not say they are."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.missing_button_type import difference
from wamigrate.differences.samples import interactive, reply_button, send


@pytest.mark.parametrize(
    "button", [reply_button("1", "Yes"), {"type": "fax", "reply": {}}, {"url": "x"}, "x"]
)
def test_a_button_with_a_type_stays(button: Json) -> None:
    assert places(difference, send("interactive", interactive("button", {"buttons": [button]}))) == []


def test_an_empty_type_is_none() -> None:
    message = send("interactive", interactive("button", {"buttons": [{"type": "", "reply": {}}]}))
    assert repaired(difference, message)["interactive"]["action"]["buttons"][0]["type"] == "reply"
