"""Phones on contact cards that have only a WhatsApp ID."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.phone_without_number import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize(
    "phone", [{"phone": "+1", "wa_id": "1"}, {"type": "CELL"}, "x", {"phone": None, "wa_id": ""}]
)
def test_a_phone_with_a_number_stays(phone: Json) -> None:
    assert places(difference, send("contacts", [{"phones": [phone]}])) == []


def test_a_number_that_is_none_is_for_a_person() -> None:
    (finding,) = findings(difference, send("contacts", [{"phones": [{"wa_id": "ann"}]}]))
    assert (finding.safety, finding.code) == (MANUAL, 1008)


def test_a_whatsapp_id_is_a_number() -> None:
    (card,) = repaired(difference, send("contacts", [{"phones": [{"wa_id": 16505550111}]}]))["contacts"]
    assert card["phones"][0]["phone"] == "+16505550111"
