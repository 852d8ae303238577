"""Messages to nobody."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.missing_recipient import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize(
    "payload",
    [send("text", {"body": "hi"}), {"recipient": "US.1"}, {"status": "read", "message_id": "1"}],
)
def test_who_is_named_is_enough(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize(
    "payload", [{}, {"to": None}, {"to": "", "recipient": ""}, {"status": "read", "type": "text"}]
)
def test_nobody_is_refused(payload: Json) -> None:
    assert places(difference, payload) == ["to"]
