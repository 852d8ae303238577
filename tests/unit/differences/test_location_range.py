"""Places that are not on earth."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.location_range import difference
from wamigrate.differences.samples import send, template


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": 90, "longitude": -180},
        {"latitude": "52.5", "longitude": "13.4"},
        {"latitude": None, "longitude": ""},
        {"latitude": [], "longitude": True},
        {},
        None,
    ],
)
def test_places_on_earth_and_what_is_no_number_stay(place: Json) -> None:
    assert places(difference, send("location", place)) == []


@pytest.mark.parametrize("value", ["north", 181, "1e999", 10**400])
def test_what_is_not_on_earth_is_for_a_person(value: Json) -> None:
    assert places(difference, send("location", {"latitude": 1, "longitude": value})) == ["location.longitude"]


def test_places_in_templates_are_looked_at_too() -> None:
    header = {
        "type": "header",
        "parameters": [{"type": "location", "location": {"latitude": 91, "longitude": 0}}],
    }
    found = places(difference, send("template", template(header)))
    assert found == ["template.components[0].parameters[0].location.latitude"]
