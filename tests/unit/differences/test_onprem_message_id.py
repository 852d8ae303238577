"""IDs of messages from before the move."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Level
from wamigrate.differences.facts import Facts
from wamigrate.differences.onprem_message_id import difference
from wamigrate.differences.samples import WAMID, send

OLD = "ABGGFlBVUBEfAgo6AQIDBAUGBwgJ"
HELLO = {"body": "hi"}


@pytest.mark.parametrize(
    "payload",
    [
        send("text", HELLO, context={"message_id": WAMID}),
        send("text", HELLO, context={"message_id": []}),
        send("reaction", {"message_id": WAMID, "emoji": ""}),
        {"status": "read", "message_id": WAMID},
    ],
)
def test_ids_of_cloud_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_receipt_for_a_known_message_is_sent_under_its_new_id() -> None:
    facts = Facts(message_ids={OLD: WAMID})
    assert repaired(difference, {"status": "read", "message_id": OLD}, facts)["message_id"] == WAMID


def test_a_lost_quote_changes_the_message_and_a_lost_receipt_is_refused() -> None:
    (quote,) = findings(difference, send("text", HELLO, context={"message_id": OLD}))
    (receipt,) = findings(difference, {"status": "read", "message_id": OLD})
    assert (quote.level, receipt.level, receipt.code) == (Level.CHANGED, None, 1006)
