"""Contact cards as they were received, sent on."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.received_card_keys import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("cards", [[{"name": {}, "phones": []}], ["x"], None])
def test_what_can_be_sent_stays(cards: Json) -> None:
    assert places(difference, send("contacts", cards)) == []


def test_what_only_webhooks_have_goes() -> None:
    assert repaired(difference, send("contacts", [{"vcard": "a", "photo": "b", "origin": "c", "org": {}}]))[
        "contacts"
    ] == [{"org": {}}]
