"""Orders without a word from the customer.

On-Premises: leaves `order.text` out.
Cloud: sends an empty one.
What we do: leave it out.
Source: Meta, Webhooks, "Order messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

PATH = (*MESSAGE, "order", "text")
ORDER = {
    "catalog_id": "194836987003835",
    "product_items": [
        {"product_retailer_id": "di9ozbzfi4", "quantity": 2, "item_price": 30, "currency": "USD"}
    ],
}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("order",),
    needs=("text",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="an order without a text",
            onprem=callback(type="order", order=ORDER),
            cloud=value(type="order", order={**ORDER, "text": ""}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    if dig(payload, *PATH) == "":
        yield Finding(PATH, "On-Premises leaves an empty text out", (Edit(PATH),))
