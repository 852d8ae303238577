"""Recipients without a country code."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Level
from wamigrate.differences.national_number import difference
from wamigrate.differences.samples import send

HELLO = {"body": "hi"}


@pytest.mark.parametrize("to", ["16505550111", "+16505550111", "+49 171 5550111", None, "", True, {}])
def test_a_country_s_number_stays(to: Json) -> None:
    assert places(difference, send("text", HELLO, to=to)) == []


def test_groups_have_no_numbers() -> None:
    assert places(difference, send("text", HELLO, to="Ann", recipient_type="group")) == []


@pytest.mark.parametrize("to", ["Ann", 1.5, 7, "1234", "01715550111", "1" * 16, "00" + "9" * 9])
def test_what_cloud_does_not_take_is_refused(to: Json) -> None:
    (finding,) = findings(difference, send("text", HELLO, to=to))
    assert (finding.level, finding.code, finding.safety) == (None, 1013, MANUAL)


def test_what_may_reach_a_stranger_changes_the_message() -> None:
    (finding,) = findings(difference, send("text", HELLO, to="5550111"))
    assert finding.level is Level.CHANGED


def test_two_zeros_may_stand_for_a_plus_sign() -> None:
    (finding,) = findings(difference, send("text", HELLO, to="0016505550111"))
    assert (finding.fix, finding.edits[0].value) == ("unsafe", "+16505550111")
