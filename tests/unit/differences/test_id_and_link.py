"""A medium with both an ID and a link."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.id_and_link import difference
from wamigrate.differences.samples import send

LINK = "https://media.example.com/a.jpg"


@pytest.mark.parametrize(
    "medium", [{"id": "1"}, {"link": LINK}, {"id": "", "link": LINK}, {"id": None, "link": LINK}]
)
def test_one_of_both_stays(medium: Json) -> None:
    assert places(difference, send("image", medium)) == []


def test_an_empty_link_goes_too() -> None:
    assert repaired(difference, send("image", {"id": "1", "link": ""}))["image"] == {"id": "1"}
