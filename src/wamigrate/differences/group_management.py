"""Groups, and who is in them.

On-Premises: `/v1/groups` was a beta that ended years ago.
Cloud: has groups of another kind, with ids and calls of their own.
What we do: say so. An id of the old kind means nothing to Cloud.
Source: Meta, On-Premises API, "Groups"; Cloud API, "Groups".
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
    types=("groups",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[Pair(title="a new group", onprem={"subject": "Customers"}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "groups of On-Premises do not exist on Cloud API", code=1012)
