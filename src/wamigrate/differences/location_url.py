"""Locations with a web address.

On-Premises: shows `url` in locations that it receives, and ignores it in those that it sends.
Cloud: refuses it.
What we do: take it away.
Source: Meta, Cloud API reference, "Location messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import strip
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

PLACE = {"latitude": 52.5, "longitude": 13.4, "name": "Flower Shop"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("location",),
    needs=("url",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a place that was received",
            onprem=send("location", {**PLACE, "url": "https://flowers.example.com"}),
            cloud=sent("location", PLACE),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    place = payload.get("location")
    if type(place) is dict:
        yield from strip(("location",), place, ("url",), "a location that is sent has no address on the web")
