"""Statuses that applications cannot set.

On-Premises: takes only `read`.
Cloud: the same, and wants the message's ID in the body.
What we do: nothing.
Source: Meta, Cloud API reference, "Mark messages as read".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import word
from wamigrate.differences.samples import WAMID

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    types=("status",),
    pairs=[Pair(title="a delivery", onprem={"status": "delivered", "message_id": WAMID}, cloud=None)],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    if word(payload.get("status")) != "read":
        yield Finding(("status",), "the only status that can be set is `read`", safety=MANUAL, code=1009)
