"""Empty texts."""

from __future__ import annotations

from tests.unit.differences.sends import findings, places
from wamigrate.differences.difference import MANUAL, Level
from wamigrate.differences.empty_text import difference
from wamigrate.differences.samples import send, template


def test_empty_texts_that_are_allowed_stay() -> None:
    assert places(difference, send("image", {"id": "1", "caption": ""})) == []


def test_what_is_needed_is_for_a_person_and_what_is_not_goes() -> None:
    (needed,) = findings(difference, send("template", template(name="")))
    (other,) = findings(difference, send("image", {"id": "1", "link": ""}))
    assert (needed.safety, needed.code) == (MANUAL, 1008)
    assert (other.fix, other.level) == ("safe", Level.NOTE)
