"""Registering the number.

On-Premises: `POST /v1/account` with a certificate, then `POST /v1/account/verify` with a code, registers
    the deployment.
Cloud: `POST /{phone-number-id}/register`, without certificate and code. A number is registered on one side
    only: this call takes it away from the other.
What we do: refuse it. Registering is what a migration does, once, after somebody said yes.
Source: Meta, On-Premises API, "Account"; migration document, "Register the Number".
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
    types=("registration",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[
        Pair(
            title="a request for a code",
            onprem={"cc": "1", "phone_number": "6505550100", "method": "sms", "cert": "CmQKIA=="},
            cloud=None,
        )
    ],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "the number is registered by its migration, and never by an application", code=1005)
