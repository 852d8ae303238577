"""Template parameters with line breaks, tabs or many blanks."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import UNSAFE
from wamigrate.differences.samples import send, template
from wamigrate.differences.whitespace_parameter import difference


def message(kind: str, **value: Json) -> Json:
    return send("template", template({"type": kind, "parameters": [value, "x"]}))


@pytest.mark.parametrize(
    "payload",
    [
        message("body", type="text", text="four    blanks"),
        message("button", type="text", text="a\nb"),
        message("body", type="text", text=5),
        message("body", type="currency", currency=None),
        send("template", template({"type": "body", "parameters": None})),
    ],
)
def test_short_gaps_and_other_places_stay(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\rb", "a     b"])
def test_long_gaps_become_one_blank_if_a_person_agrees(text: str) -> None:
    (finding,) = findings(difference, message("header", type="text", text=text))
    assert (finding.edits[0].value, finding.safety, finding.code) == ("a b", UNSAFE, 2006)


def test_what_is_shown_of_an_amount_is_looked_at_too() -> None:
    found = places(difference, message("body", type="currency", currency={"fallback_value": "$\n5"}))
    assert found == ["template.components[0].parameters[0].currency.fallback_value"]


def test_a_text_of_only_blanks_has_no_repair() -> None:
    (finding,) = findings(difference, message("body", type="text", text="\n"))
    assert finding.fix is None
