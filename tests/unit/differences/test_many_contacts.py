"""Many contact cards in one message."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.many_contacts import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("cards", [[{}] * 5, [{}] * 258, {}, None])
def test_few_cards_and_those_that_are_refused_anyway_get_no_note(cards: Json) -> None:
    assert places(difference, send("contacts", cards)) == []


def test_six_cards_get_a_note() -> None:
    assert places(difference, send("contacts", [{}] * 6)) == ["contacts"]
