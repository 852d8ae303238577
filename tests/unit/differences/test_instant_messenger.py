"""Contact cards with instant messengers."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.instant_messenger import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("cards", [[{"name": {}}], ["x"], None])
def test_cards_without_messengers_stay(cards: Json) -> None:
    assert places(difference, send("contacts", cards)) == []


def test_it_is_said_how_many_are_lost() -> None:
    (two,) = findings(difference, send("contacts", [{"ims": [{}, {}]}]))
    (none,) = findings(difference, send("contacts", [{"ims": []}]))
    assert two.message.endswith(", 2 are lost")
    assert "lost" not in none.message
