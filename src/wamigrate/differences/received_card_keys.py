"""Contact cards as they were received, sent on.

On-Premises: ignores `vcard`, `photo` and whatever else its webhooks have in cards.
Cloud: refuses them.
What we do: take them away.
Source: observed in cards that applications pass on.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, Json, every
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import strip
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

KEYS = ("vcard", "photo", "origin")
NAME = {"formatted_name": "Ann Lee", "first_name": "Ann"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a card of a webhook",
            onprem=send("contacts", [{"name": NAME, "vcard": "BEGIN:VCARD"}]),
            cloud=sent("contacts", [{"name": NAME}]),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, card in every(payload, "contacts", EACH):
        if type(card) is dict:
            yield from strip(path, card, KEYS, "`{key}` is for cards that were received")
