"""Contact cards with entries that say nothing."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.empty_card_entry import difference
from wamigrate.differences.samples import send

CARD = {
    "name": {"formatted_name": "Ann"},
    "phones": [{"wa_id": "1", "type": "CELL"}],
    "org": {"company": "A"},
}


@pytest.mark.parametrize("cards", [[CARD], [{"emails": ["x"]}], [{"org": "A"}], ["x"], None])
def test_entries_that_say_something_stay(cards: Json) -> None:
    assert places(difference, send("contacts", cards)) == []


def test_what_says_nothing_goes_and_the_rest_stays() -> None:
    card = {
        **CARD,
        "emails": [{"type": "WORK"}],
        "urls": [{"url": "https://a"}, {"url": None}],
        "org": {"title": ""},
    }
    (left,) = repaired(difference, send("contacts", [card]))["contacts"]
    assert left == {"name": CARD["name"], "phones": CARD["phones"], "urls": [{"url": "https://a"}]}
