"""Credentials for the hosts of media.

On-Premises: `/v1/settings/application/media/providers` keeps credentials; a link with `provider` is fetched
    with them.
Cloud: fetches links without any credentials.
What we do: say so. The bridge keeps them and fetches such links itself. A link that needs none stays a
    link.
Source: Meta, On-Premises API, "Media providers"; Cloud API, "Media messages".
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
    types=("providers",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[
        Pair(
            title="a provider with basic authentication",
            onprem={"name": "shop", "type": "www", "config": {"basic": {"username": "u", "password": "p"}}},
            cloud=None,
        )
    ],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API fetches media without credentials", code=1014)
