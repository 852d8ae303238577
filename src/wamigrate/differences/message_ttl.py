"""Messages that must arrive within some time.

On-Premises: had `ttl` on messages; one that could not be delivered in time failed with error 410.
Cloud: has no time limit for a single message: only templates can have one, in their settings.
What we do: take it away. While the bridge holds a message back, it still keeps to the limit; after that a
    late message arrives late.
Source: Meta, On-Premises API reference, "Messages", `ttl`; Cloud API documentation, "Time-to-live".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    needs=("ttl",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a day",
            onprem=send("text", {"body": "hi"}, ttl="P1D"),
            cloud=sent("text", {"body": "hi"}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    if type(payload) is dict and "ttl" in payload:
        message = "Cloud API has no time limit for a message: it may arrive late"
        level = Level.NOTE if payload["ttl"] is None else None
        yield Finding(("ttl",), message, (Edit(("ttl",)),), level=level)
