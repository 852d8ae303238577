"""Messages that must arrive within some time."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.message_ttl import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("payload", [send("text", {"body": "ttl"}), ["ttl"], "ttl"])
def test_messages_without_a_time_limit_stay(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize("ttl", ["P1D", "86400", 86400, None])
def test_every_way_to_write_it_goes(ttl: Json) -> None:
    assert "ttl" not in repaired(difference, send("text", {}, ttl=ttl))
