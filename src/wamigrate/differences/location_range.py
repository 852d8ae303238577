"""Places that are not on earth.

On-Premises: takes any number for latitude and longitude.
Cloud: wants -90 to 90 and -180 to 180.
What we do: nothing: which place is meant is not known.
Source: Meta, Cloud API reference, "Location messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, JsonObject, Path
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import parameters
from wamigrate.differences.samples import send

__all__ = ["difference"]

LIMITS = (("latitude", 90.0), ("longitude", 180.0))

difference = Difference(
    __name__,
    Surface.SEND,
    types=("location", "template"),
    needs=("latitude", "longitude"),
    pairs=[
        Pair(
            title="a latitude of 120",
            onprem=send("location", {"latitude": 120, "longitude": 13.4}),
            cloud=None,
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, place in _places(payload):
        for key, most in LIMITS:
            value = place.get(key)
            if type(value) in (str, int, float) and value != "" and not _is_within(value, most):
                message = f"{key} must be a number from {-most:g} to {most:g}"
                yield Finding((*path, key), message, safety=MANUAL, code=1009)


def _places(payload: JsonObject) -> list[tuple[Path, JsonObject]]:
    own: list[tuple[Path, Json]] = [(("location",), payload.get("location"))]
    held = [((*path, "location"), one.get("location")) for path, one in parameters(payload)]
    return [(path, place) for path, place in own + held if type(place) is dict]


def _is_within(value: Json, most: float) -> bool:
    try:
        return abs(float(value)) <= most
    except (ValueError, OverflowError):
        return False
