"""Answers that are not what they should be.

On-Premises: an application reads `messages[0].id` and the like without looking twice.
Cloud: promises the same, but what stands between may answer in its place.
What we do: an internal error, so that nobody takes the answer for a success.
Source: Meta, On-Premises API, "Messages", "Media", "Settings".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.answers import failure
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

SAID = "The answer of Cloud API cannot be read"

difference = Difference(
    __name__,
    Surface.RESPONSE,
    phase=Phase.LIMITS,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="an answer without an id",
            onprem=failure(SAID, NOTHING),
            cloud={"messaging_product": "whatsapp", "messages": []},
            kind="send",
        ),
    ],
)


@difference.to_onprem
def give_up(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), SAID, (Edit((), failure(SAID, facts)),))
