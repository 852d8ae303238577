"""Messages sent with the type `voice`."""

from __future__ import annotations

from tests.unit.differences.sends import places, repaired
from wamigrate.differences.outbound_voice import difference
from wamigrate.differences.samples import send


def test_a_voice_without_a_medium_stays() -> None:
    assert places(difference, send("voice", None)) == []


def test_the_rest_of_the_message_stays() -> None:
    sent = repaired(difference, send("voice", {"id": "1"}, context={"message_id": "wamid.1"}))
    assert sent["context"] == {"message_id": "wamid.1"}
    assert (sent["type"], sent["audio"]) == ("audio", {"id": "1", "voice": True})
