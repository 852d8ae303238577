"""Stickerpacks.

On-Premises: `/v1/stickerpacks` keeps packs of stickers, and a message may name a sticker of one.
Cloud: does not support stickerpacks. A single sticker is sent like any other medium.
What we do: say so. The bridge keeps packs of its own and sends their stickers one by one.
Source: Meta, migration document, "Stickerpacks".
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
    types=("stickerpacks",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[Pair(title="a new pack", onprem={"publisher": "A shop", "name": "Flowers"}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API does not support stickerpacks", code=1006)
