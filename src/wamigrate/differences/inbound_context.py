"""What a message answers to, and whether it was forwarded.

On-Premises: `context` has `from` and `id` of the message answered, or `forwarded`, only where true.
Cloud: has the same, sometimes with `forwarded` false or an empty `referred_product`.
What we do: leave out what says nothing.
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks", "Context object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

PLACE = (*MESSAGE, "context")
NAMES = ("from", "id", "group_id")
FLAGS = ("forwarded", "frequently_forwarded")
PRODUCT = ("catalog_id", "product_retailer_id")
REPLY = {"from": "16505550100", "id": "wamid.HBgLMTY1MDU1NTAxMTEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("context",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a reply that was not forwarded",
            onprem=callback(type="text", text={"body": "hi"}, context=REPLY),
            cloud=value(type="text", text={"body": "hi"}, context={**REPLY, "forwarded": False}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    context = message_of(payload).get("context")
    if not isinstance(context, dict):
        return
    shown = {key: value for key, value in context.items() if _says_something(key, value)}
    if not shown:
        yield Finding(PLACE, "the context says nothing", (Edit(PLACE),))
    elif shown != context:
        yield Finding(PLACE, "On-Premises leaves out what is not so", (Edit(PLACE, shown),))


def _says_something(key: str, value: Json) -> bool:
    if key in FLAGS:
        return value is True
    if key == "referred_product":
        return isinstance(value, dict) and any(isinstance(value.get(name), str) for name in PRODUCT)
    if key == "mentions":
        return isinstance(value, list) and bool(value)
    return key in NAMES and isinstance(value, str) and value != ""
