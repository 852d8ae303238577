"""Media objects as they were received, sent on."""

from __future__ import annotations

from tests.unit.differences.sends import places, repaired
from wamigrate.differences.received_media_keys import difference
from wamigrate.differences.samples import send


def test_what_can_be_sent_stays() -> None:
    assert places(difference, send("document", {"id": "1", "caption": "a", "filename": "b"})) == []


def test_everything_of_a_webhook_goes() -> None:
    received = {"id": "1", "mime_type": "a/b", "sha256": "0", "file": "/x", "status": "downloaded"}
    assert repaired(difference, send("image", received))["image"] == {"id": "1"}
