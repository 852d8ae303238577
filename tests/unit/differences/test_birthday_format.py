"""Birthdays written in another way."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.birthday_format import difference
from wamigrate.differences.difference import UNSAFE
from wamigrate.differences.samples import send


@pytest.mark.parametrize("birthday", ["1990-08-17", "", None, {}])
def test_a_day_as_it_should_be_stays(birthday: Json) -> None:
    assert places(difference, send("contacts", [{"birthday": birthday}])) == []


@pytest.mark.parametrize(
    "birthday", ["19900817", "1990/08/17", "1990.08.17", " 1990-08-17 ", "1990-08-17 12:00", 19900817]
)
def test_what_can_be_read_in_one_way_is_rewritten(birthday: Json) -> None:
    assert repaired(difference, send("contacts", [{"birthday": birthday}]))["contacts"] == [
        {"birthday": "1990-08-17"}
    ]


@pytest.mark.parametrize("birthday", ["08/17/1990", "1990-13-17", " ", 7])
def test_what_cannot_be_read_goes_only_if_a_person_agrees(birthday: Json) -> None:
    (finding,) = findings(difference, send("contacts", [{"birthday": birthday}]))
    assert (finding.safety, finding.fix) == (UNSAFE, "unsafe")
