"""Statuses that applications cannot set."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.read_status import difference


@pytest.mark.parametrize("status", ["read", "READ"])
def test_read_can_be_set(status: str) -> None:
    assert places(difference, {"status": status, "message_id": "1"}) == []


@pytest.mark.parametrize("status", ["delivered", None, 5])
def test_nothing_else_can(status: Json) -> None:
    assert places(difference, {"status": status, "message_id": "1"}) == ["status"]
