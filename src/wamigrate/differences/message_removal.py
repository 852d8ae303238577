"""Taking a message out of the deployment.

On-Premises: `DELETE /v1/messages/{id}` takes a message out of the deployment's own database; the customer
    keeps it.
Cloud: has no such call, and no such database.
What we do: say so. Nothing has to be removed; the bridge answers as before.
Source: Meta, On-Premises API, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("message-removal",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[Pair(title="a message is removed", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API keeps no messages that could be removed")
