"""Taking the PIN away.

On-Premises: `DELETE /v1/settings/account/two-step` switches two-step verification off.
Cloud: can only set another PIN. It is switched off in WhatsApp Manager.
What we do: refuse it, and say where it can be done.
Source: Meta, Cloud API, "Two-step verification"; migration document, "Disable Two-Step Verification".
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
    types=("two-step-removal",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[Pair(title="no PIN any more", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "two-step verification is switched off in WhatsApp Manager only", code=1014)
