"""Figures of the deployment.

On-Premises: `/v1/stats`, `/metrics` and `/v1/support` tell of its containers, its database and its queues.
Cloud: has none of these. It tells of a number: quality, throughput, messaging health, analytics.
What we do: say so. The bridge gives figures of its own under the old addresses.
Source: Meta, On-Premises API, "Stats" and "Support"; Cloud API, "Analytics".
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
    types=("statistics",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[Pair(title="figures of the application", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API has no containers to tell figures of")
