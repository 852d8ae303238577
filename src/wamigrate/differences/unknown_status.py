"""Statuses that On-Premises never had.

On-Premises: `sent`, `delivered`, `read`, `failed`, `deleted`, `warning`, and `sending` from old clients.
    Statuses of payments have the type `payment` and words of their own.
Cloud: may add others.
What we do: keep back what no application expects; some answer an unknown word with an error, and would get
    it again and again.
Source: Meta, On-Premises API, "Outbound message statuses"; Webhooks, "Message status webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import STATUSES
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import dropped, status_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_value

__all__ = ["difference"]

HANDLED = (*STATUSES, "played")

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[Pair(title="an unknown word", onprem=None, cloud=status_value(status="screenshotted"))],
)


@difference.to_onprem
def keep_back(payload: Json, facts: Facts) -> Iterator[Finding]:
    status = status_of(payload)
    if status and status.get("status") not in HANDLED and status.get("type") != "payment":
        yield dropped("On-Premises has no such status: nothing is passed on", Level.CHANGED)
