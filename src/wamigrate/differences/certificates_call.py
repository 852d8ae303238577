"""Certificates of the deployment.

On-Premises: `/v1/certificates` has the certificate of its own HTTPS, and those by which it trusts webhooks.
Cloud: answers for its own HTTPS, and trusts public authorities only when it posts webhooks.
What we do: say so. A webhook with a private authority needs something in between that trusts it, such as
    the bridge.
Source: Meta, On-Premises API, "Certificates"; Webhooks, "Getting started".
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
    types=("certificates",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[Pair(title="an authority for webhooks", onprem={}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API trusts public authorities only")
