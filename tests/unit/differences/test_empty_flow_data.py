"""Flows that begin with no data."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.empty_flow_data import difference
from wamigrate.differences.samples import interactive, send


def flow(first: Json) -> Json:
    return send("interactive", interactive("flow", {"parameters": {"flow_action_payload": first}}))


@pytest.mark.parametrize("first", [{"screen": "A"}, {"data": {"a": None}}, {"data": []}, None, {}])
def test_data_that_says_something_and_none_at_all_stay(first: Json) -> None:
    assert places(difference, flow(first)) == []


def test_only_the_empty_data_goes() -> None:
    sent = repaired(difference, flow({"screen": "A", "data": {}}))
    assert sent["interactive"]["action"]["parameters"] == {"flow_action_payload": {"screen": "A"}}
