"""Product messages whose action has a name.

On-Premises: ignores `action.name` in product messages; a widely used client sends one.
Cloud: refuses it.
What we do: take it away.
Source: Meta, Cloud API reference, "Single-product messages"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import strip, word
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]

ACTION = ("interactive", "action")
ROSE = {"catalog_id": "194836987003835", "product_retailer_id": "rose"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a rose",
            onprem=send("interactive", interactive("product", {"name": "View Products", **ROSE})),
            cloud=sent("interactive", interactive("product", ROSE)),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    action = dig(payload, *ACTION)
    if type(action) is dict and word(dig(payload, "interactive", "type")) in ("product", "product_list"):
        yield from strip(ACTION, action, ("name",), "the action of a product message has no name")
