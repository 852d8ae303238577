"""Setting the number of shards.

On-Premises: `POST /v1/account/shards` spreads the number over 1 to 32 shards.
Cloud: scales by itself, up to the throughput of the number.
What we do: nothing has to be done. What becomes of the throughput is a difference of its own.
Source: Meta, migration document, "Throughput".
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
    types=("shards",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="four shards",
            onprem={"cc": "1", "phone_number": "6505550100", "shards": 4, "pin": "123456"},
            cloud=None,
        )
    ],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API has no shards")
