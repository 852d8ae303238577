"""Contact cards with instant messengers.

On-Premises: has `ims` with a service and a user's name in contact cards.
Cloud: has no such property and refuses the message.
What we do: take it away. The user no longer sees that part of the card.
Source: Meta, On-Premises and Cloud API references, "Contacts messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, Edit, Json, every
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

NAME = {"formatted_name": "Ann Lee", "first_name": "Ann"}
SKYPE = {"service": "SKYPE", "user_id": "ann.lee"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    needs=("ims",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a card with a messenger",
            onprem=send("contacts", [{"name": NAME, "ims": [SKYPE]}]),
            cloud=sent("contacts", [{"name": NAME}]),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, given in every(payload, "contacts", EACH, "ims"):
        lost = f", {len(given)} are lost" if type(given) is list and given else ""
        yield Finding(path, f"Cloud API has no instant messengers on cards{lost}", (Edit(path),))
