"""When a conversation ends.

On-Premises: `conversation.expiration_timestamp` is a number.
Cloud: a text. Since prices go by message, `conversation` is mostly missing.
What we do: write it as the other API does. What is missing stays missing.
Source: Meta, Webhooks, "Message status webhook reference"; On-Premises API, "Outbound message statuses".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.events import STATUS, is_number
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

PATH = (*STATUS, "conversation", "expiration_timestamp")
CONVERSATION = {"id": "0123456789abcdef0123456789abcdef", "origin": {"type": "utility"}}
SENT = {"status": "sent"}
LONGEST = 15

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    needs=("expiration_timestamp",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="the conversation of a sent template",
            onprem=status_callback(**SENT, conversation={**CONVERSATION, "expiration_timestamp": 1700086400}),
            cloud=status_value(**SENT, conversation={**CONVERSATION, "expiration_timestamp": "1700086400"}),
            facts=Facts(sent_status=True),
        ),
    ],
)


@difference.to_onprem
def as_number(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = dig(payload, *PATH)
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= LONGEST:
        yield Finding(PATH, "On-Premises gives a number here", (Edit(PATH, int(given)),))


@difference.to_cloud
def as_text(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = dig(payload, *PATH)
    if is_number(given):
        yield Finding(PATH, "Cloud gives a text here", (Edit(PATH, str(int(given))),))
