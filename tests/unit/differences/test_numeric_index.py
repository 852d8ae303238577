"""Button indexes as numbers."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Level
from wamigrate.differences.numeric_index import difference
from wamigrate.differences.samples import send, template


def button(index: Json) -> Json:
    return send("template", template({"type": "button", "sub_type": "url", "index": index}))


@pytest.mark.parametrize("index", ["0", "9", None, "", [], True])
def test_a_text_of_one_digit_and_what_is_no_number_stay(index: Json) -> None:
    assert places(difference, button(index)) == []


@pytest.mark.parametrize("index", [0, 0.0, " 0"])
def test_a_number_becomes_a_text(index: Json) -> None:
    assert repaired(difference, button(index))["template"]["components"][0]["index"] == "0"


@pytest.mark.parametrize("index", [10, -1, "first", 1.5, 10**30, 10**400])
def test_what_is_no_number_of_a_button_is_refused(index: Json) -> None:
    (finding,) = findings(difference, button(index))
    assert (finding.level, finding.safety) == (Level.REFUSED, MANUAL)
