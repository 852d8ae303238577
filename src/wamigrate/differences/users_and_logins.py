"""Users of the deployment.

On-Premises: has users with passwords; `POST /v1/users/login` gives a token for seven days.
Cloud: has none. A token belongs to a system user of the business and is made in Business Settings.
What we do: say so. The bridge has users of its own, and no application ever sees a token of Cloud.
Source: Meta, On-Premises API, "Users"; Cloud API, "Access tokens".
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
    types=("users",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[Pair(title="a new user", onprem={"username": "shop", "password": "an invented one"}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API has no users: its tokens belong to system users")
