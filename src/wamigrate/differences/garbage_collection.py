"""Cleaning up the deployment.

On-Premises: `/v1/services/message/gc` and `/v1/services/media/gc` clean up its database and its disk.
Cloud: keeps nothing that an application could clean up. Media go after 30 days, those of customers after
    seven.
What we do: say so. Nothing has to be done.
Source: Meta, On-Premises API, "Services"; Cloud API, "Media".
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
    types=("services",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[Pair(title="old messages are cleaned up", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API has nothing to clean up")
