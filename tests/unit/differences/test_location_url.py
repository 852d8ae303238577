"""Locations with a web address."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.location_url import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("place", [{"latitude": 1, "longitude": 2, "name": "a", "address": "b"}, None, "x"])
def test_a_place_stays(place: Json) -> None:
    assert places(difference, send("location", place)) == []


def test_its_address_on_the_web_goes() -> None:
    assert places(difference, send("location", {"latitude": 1, "longitude": 2, "url": "x"})) == [
        "location.url"
    ]
