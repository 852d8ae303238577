"""Mobile numbers of Brazil, Mexico and Argentina have two spellings."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send
from wamigrate.differences.wa_id_spelling import difference


@pytest.mark.parametrize("to", ["+16505550111", "551132165498", "+5511", None, "Ann", 5])
def test_numbers_with_one_spelling_are_left_alone(to: Json) -> None:
    assert places(difference, send("text", {"body": "hi"}, to=to)) == []


@pytest.mark.parametrize("to", ["551187654321", "+55 11 98765 4321", 5215512345678, "+541123456789"])
def test_mobile_numbers_of_three_countries_get_a_note(to: Json) -> None:
    (finding,) = findings(difference, send("text", {"body": "hi"}, to=to))
    assert (finding.path, finding.edits) == (("to",), ())
