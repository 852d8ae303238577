"""Template parameters without a value."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.empty_parameter import difference
from wamigrate.differences.samples import send, template


def message(**value: Json) -> Json:
    return send("template", template({"type": "body", "parameters": [value, "x"]}))


@pytest.mark.parametrize(
    "payload",
    [
        message(type="text", text="Ann"),
        message(type="payload"),
        message(type="action", action={}),
        message(text=""),
        message(type="date_time", date_time={"fallback_value": "1 May"}),
        send("template", template({"type": "body", "parameters": None})),
    ],
)
def test_values_that_are_there_or_need_not_be_are_left_alone(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize(
    "value", [{"type": "text"}, {"type": "text", "text": " "}, {"type": "image", "image": {}}]
)
def test_a_parameter_without_a_value_is_for_a_person(value: dict[str, Json]) -> None:
    (finding,) = findings(difference, message(**value))
    assert (finding.safety, finding.code) == (MANUAL, 1008)


def test_an_amount_must_say_what_is_shown() -> None:
    found = places(difference, message(type="currency", currency={"fallback_value": ""}))
    assert found == ["template.components[0].parameters[0].currency"]
