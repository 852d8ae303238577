"""One object where a list is meant."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.object_for_list import difference
from wamigrate.differences.samples import send, template


@pytest.mark.parametrize(
    "payload",
    [
        send("contacts", [{"name": {}}]),
        send("template", template()),
        send("template", template({"type": "body", "parameters": [{}]}, "x")),
        send("template", None),
    ],
)
def test_lists_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_single_component_and_its_single_parameter_become_lists() -> None:
    component = {"type": "body", "parameters": {"type": "text", "text": "Ann"}}
    sent = repaired(difference, send("template", template(components=component)))
    assert sent["template"]["components"] == [
        {"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}
    ]


def test_a_single_component_without_parameters_becomes_a_list() -> None:
    sent = repaired(difference, send("template", template(components={"type": "body"})))
    assert sent["template"]["components"] == [{"type": "body"}]


def test_a_single_card_and_a_single_parameter_become_lists() -> None:
    assert repaired(difference, send("contacts", {"name": {}}))["contacts"] == [{"name": {}}]
    sent = repaired(difference, send("template", template({"type": "body", "parameters": {"type": "text"}})))
    assert sent["template"]["components"] == [{"type": "body", "parameters": [{"type": "text"}]}]
