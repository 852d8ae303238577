"""Taking the picture away.

On-Premises: `DELETE /v1/settings/profile/photo` takes the picture away.
Cloud: can only put another picture in its place.
What we do: refuse it.
Source: Meta, On-Premises API, "Profile photo"; Cloud API, "Business profiles".
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
    types=("photo-removal",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[Pair(title="no picture any more", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "a picture can be replaced on Cloud API, and not taken away", code=1014)
