"""Messages that a customer deleted.

On-Premises: a status `deleted`, whose `id` is the customer's message.
Cloud: from 2026 on a message of the type `revoke` with `revoke.original_message_id`; before, `unsupported`.
What we do: make the status of it.
Source: Meta, On-Premises API, "Outbound message statuses"; Webhooks, "Revoke messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import dropped, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, value

__all__ = ["difference"]

ORIGINAL = "wamid.HBgLMTY1MDU1NTAxMTEVAgASGBQzQTAxMDIwMzA0MDUwNjA3MDgwOAA="

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("revoke",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a message deleted for everyone",
            onprem=status_callback(id=ORIGINAL, status="deleted"),
            cloud=value(type="revoke", revoke={"original_message_id": ORIGINAL}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def make_status(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    if message.get("type") != "revoke":
        return
    original = dig(message, "revoke", "original_message_id")
    if not isinstance(original, str):
        yield dropped("which message was deleted is not said: nothing is passed on", Level.CHANGED)
        return
    status = {"id": original, "status": "deleted", "type": "message"}
    for name, key in (("timestamp", "timestamp"), ("recipient_id", "from")):
        if key in message:
            status[name] = message[key]
    yield Finding((), "a deleted message is a status on On-Premises", (Edit((), {"statuses": [status]}),))
