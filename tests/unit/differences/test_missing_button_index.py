"""Template buttons that do not say which one they are."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import SAFE, UNSAFE
from wamigrate.differences.missing_button_index import difference
from wamigrate.differences.samples import send, template


def button(**more: Json) -> dict[str, Json]:
    return {"type": "button", "sub_type": "quick_reply", **more}


@pytest.mark.parametrize(
    "components", [[button(index="0")], [button(index=0), button(index=1)], [{"type": "body"}], ["x"], []]
)
def test_buttons_that_say_which_they_are_stay(components: list[Json]) -> None:
    assert places(difference, send("template", template(*components))) == []


def test_a_number_that_is_taken_is_not_given_twice() -> None:
    given = send("template", template(button(), button(index=0), button(index=None)))
    found = findings(difference, given)
    assert [(f.edits[0].value, f.safety) for f in found] == [("1", UNSAFE), ("2", UNSAFE)]


def test_the_only_button_of_each_card_is_its_first() -> None:
    cards = [{"components": [button()]}, {"components": [button()]}]
    found = findings(difference, send("template", template({"type": "carousel", "cards": cards})))
    assert [(f.edits[0].value, f.safety) for f in found] == [("0", SAFE), ("0", SAFE)]
