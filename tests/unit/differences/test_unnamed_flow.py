"""Flows that are not named once."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.unnamed_flow import difference


def flow(**parameters: Json) -> Json:
    return send("interactive", interactive("flow", {"name": "flow", "parameters": parameters}))


@pytest.mark.parametrize(
    "payload",
    [
        flow(flow_id="1"),
        flow(flow_id=1),
        flow(flow_name="booking", flow_id=None),
        send("interactive", interactive("flow", {"parameters": None})),
        send("interactive", interactive("cta_url", {"parameters": {}})),
    ],
)
def test_a_flow_that_is_named_once_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_of_both_the_id_stays() -> None:
    sent = repaired(difference, flow(flow_id="1", flow_name="booking"))
    assert sent["interactive"]["action"]["parameters"] == {"flow_id": "1"}


def test_a_flow_without_a_name_is_for_a_person() -> None:
    for parameters in ({"flow_cta": "Book"}, {"mode": "draft"}):
        assert places(difference, flow(**parameters)) == ["interactive.action.parameters.flow_id"]
