"""Properties that other endpoints of Cloud API do not know.

On-Premises: ignores them.
Cloud: refuses the call, as it does with messages.
What we do: take them away, and name each one.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.endpoints import PROFILE, TWO_STEP
from wamigrate.apis.shape import unknown
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Pair, Phase, Surface
from wamigrate.differences.documents import REQUESTS
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=tuple(REQUESTS),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a profile with a property of the application's own",
            onprem={"address": "1 Main Street", "branch": "north"},
            cloud={"messaging_product": "whatsapp", "address": "1 Main Street"},
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_cloud
def drop_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    # A rule is not told the kind: only one of these requests has a PIN, and `about` is part of a profile.
    shape = TWO_STEP if isinstance(payload, dict) and "pin" in payload else PROFILE
    for path in unknown(payload, shape):
        yield Finding(path, f"Cloud API does not know `{path[-1]}` here", (Edit(path),))
