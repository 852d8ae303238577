"""Contact cards with one name only."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.formatted_name_only import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize(
    "name",
    [
        {"formatted_name": "Ann Lee", "last_name": "Lee"},
        {"first_name": "Ann"},
        {"formatted_name": ""},
        None,
        "Ann",
    ],
)
def test_a_name_with_two_parts_stays(name: Json) -> None:
    assert places(difference, send("contacts", [{"name": name}])) == []


def test_empty_parts_do_not_count() -> None:
    card = {"name": {"formatted_name": "Ann", "first_name": "", "last_name": None}}
    assert repaired(difference, send("contacts", [card]))["contacts"][0]["name"]["first_name"] == "Ann"
