"""What cannot be shown, and what can."""

from __future__ import annotations

import pytest

from tests.unit.differences.ask import asked, edited
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction
from wamigrate.differences.samples import callback, value
from wamigrate.differences.unsupported_message import OURS, difference

WAY = Direction.TO_ONPREM


@pytest.mark.parametrize("kind", ["text", "voice", "ephemeral", "revoke", "edit", "request_welcome"])
def test_types_that_somebody_sees_to_are_left_alone(kind: str) -> None:
    assert asked(difference, WAY, value(type=kind)) == []


def test_unknown_with_its_error_is_left_alone() -> None:
    assert asked(difference, WAY, callback(type="unknown", errors=OURS)) == []


@pytest.mark.parametrize("kind", ["unknown", "poll", None, 5, ["text"]])
def test_anything_else_is_unknown_with_error_501(kind: Json) -> None:
    message = edited(difference, WAY, value(type=kind))["messages"][0]
    assert (message["type"], message["errors"]) == ("unknown", OURS)
