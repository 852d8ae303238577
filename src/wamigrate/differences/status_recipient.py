"""To whom a status belongs.

On-Premises: `recipient_id` in early clients, `message.recipient_id` from v2.45 on, and `type` `message`.
Cloud: `recipient_id` only.
What we do: give both forms, because an application reads one of them.
Source: Meta, On-Premises API, "Outbound message statuses"; payloads of several client versions.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import STATUS, status_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

OURS = ("message", "type")

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="delivered",
            onprem=status_callback(status="delivered"),
            cloud=status_value(status="delivered"),
        ),
    ],
)


@difference.to_onprem
def name_twice(payload: Json, facts: Facts) -> Iterator[Finding]:
    status = status_of(payload)
    if not status:
        return
    recipient = status.get("recipient_id")
    shown = {"type": "message", **status}
    if isinstance(recipient, str):
        shown["message"] = {"recipient_id": recipient}
    if shown != status:
        yield Finding(STATUS, "On-Premises names the recipient twice", (Edit(STATUS, shown),))


@difference.to_cloud
def name_once(payload: Json, facts: Facts) -> Iterator[Finding]:
    status = status_of(payload)
    if not any(key in status for key in OURS) or status.get("type") == "payment":
        return
    shown = {k: v for k, v in status.items() if k not in OURS}
    inner = status.get("message")
    if "recipient_id" not in shown and isinstance(inner, dict) and "recipient_id" in inner:
        shown["recipient_id"] = inner["recipient_id"]
    yield Finding(STATUS, "Cloud names the recipient once", (Edit(STATUS, shown),))
