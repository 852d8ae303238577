"""Values that Cloud API does not know."""

from __future__ import annotations

from tests.unit.differences.sends import findings, places
from wamigrate.differences.samples import send
from wamigrate.differences.unknown_value import difference


def test_known_values_stay() -> None:
    assert places(difference, send("text", {"body": "hi"}, recipient_type="individual")) == []


def test_a_recipient_type_has_an_error_of_its_own() -> None:
    (finding,) = findings(difference, send("text", {"body": "hi"}, recipient_type="crowd"))
    assert finding.code == 1002


def test_it_is_said_what_is_known() -> None:
    (finding,) = findings(difference, send("fax", {}))
    assert "template" in finding.message


def test_a_number_must_be_in_its_range() -> None:
    (finding,) = findings(
        difference, send("pin", {"type": "pin", "message_id": "wamid.1", "expiration_days": 31})
    )
    assert finding.message == "Cloud API takes 1 to 30"
