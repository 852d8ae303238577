"""Replies that say more than which message they answer."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.reply_context import difference
from wamigrate.differences.samples import WAMID, send

HELLO = {"body": "hi"}


@pytest.mark.parametrize(
    "payload",
    [
        send("text", HELLO),
        send("text", HELLO, context={"message_id": WAMID}),
        send("text", HELLO, context=None),
    ],
)
def test_a_reply_as_cloud_knows_it_stays(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize("context", [{"message_id": ""}, {"message_id": None}, "x", []])
def test_a_context_without_a_message_goes(context: Json) -> None:
    assert "context" not in repaired(difference, send("text", HELLO, context=context))


def test_a_reaction_has_no_context() -> None:
    reaction = send("reaction", {"message_id": WAMID, "emoji": ""}, context={"message_id": WAMID})
    assert "context" not in repaired(difference, reaction)


def test_only_the_message_is_kept() -> None:
    sent = repaired(difference, send("text", HELLO, context={"message_id": WAMID, "id": "a", "from": "b"}))
    assert sent["context"] == {"message_id": WAMID}
