"""Many contact cards in one message.

On-Premises: names no limit.
Cloud: takes 257 by one page, 5 by another.
What we do: tell you above 5; above 257 the message is refused.
Source: Meta, Cloud API reference, "Contacts messages"; Meta's OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

SURE, MOST = 5, 257
SIX = [{"name": {"formatted_name": f"Ann {n}", "first_name": "Ann"}} for n in range(6)]

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    level=Level.NOTE,
    pairs=[Pair(title="six cards", onprem=send("contacts", SIX), cloud=sent("contacts", SIX))],
)


@difference.to_cloud
def tell(payload: Json, facts: Facts) -> Iterator[Finding]:
    cards = payload.get("contacts")
    if type(cards) is list and SURE < len(cards) <= MOST:
        yield Finding(("contacts",), f"{len(cards)} cards: some pages of Meta allow only {SURE}")
