"""What a message costs.

On-Premises: `pricing` has `billable`, `category` and `pricing_model`, which is always `CBP`.
Cloud: adds `type`; the model is `PMP` since prices go by message.
What we do: leave `type` out and keep the model, so that nobody is told a wrong price. An operator may have
    `CBP` for an application that knows no other (`pricing_model`).
Source: Meta, Webhooks, "Message status webhook reference"; On-Premises API, "Outbound message statuses".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import STATUS, status_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

PLACE = (*STATUS, "pricing")
KNOWN = ("billable", "pricing_model", "category")
PRICE = {"billable": True, "pricing_model": "PMP", "category": "utility"}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    needs=("pricing",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="the price of a message",
            onprem=status_callback(status="delivered", pricing=PRICE),
            cloud=status_value(status="delivered", pricing={**PRICE, "type": "regular"}),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="the price of a message, in the old words",
            onprem=status_callback(status="delivered", pricing={**PRICE, "pricing_model": "CBP"}),
            cloud=status_value(status="delivered", pricing={**PRICE, "type": "regular"}),
            facts=Facts(policies=Policies(pricing_model="CBP")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def old_words(payload: Json, facts: Facts) -> Iterator[Finding]:
    pricing = status_of(payload).get("pricing")
    if not isinstance(pricing, dict):
        return
    shown = {k: v for k, v in pricing.items() if k in KNOWN}
    if shown.get("pricing_model") == "PMP" and facts.policies.pricing_model == "CBP":
        shown["pricing_model"] = "CBP"
    if shown != pricing:
        yield Finding(PLACE, "On-Premises has no `type` of a price", (Edit(PLACE, shown),))
