"""Properties of webhooks that On-Premises never had.

On-Premises: its callbacks have a fixed set of properties; strict applications refuse others.
Cloud: adds some every year: `from_user_id`, `recipient_type`, `url`, `message_origin_type`, …
What we do: take away what no On-Premises callback ever had, and name each one.
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import callback_shape
from wamigrate.apis.shape import unknown
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.documents import kind_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    phase=Phase.KEYS,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a user's business-scoped id",
            onprem=callback(type="text", text={"body": "hi"}),
            cloud=value(type="text", text={"body": "hi"}, from_user_id="US.1491208655302741"),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def drop_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    kind = kind_of(Surface.WEBHOOK, payload)
    for path in unknown(payload, callback_shape(kind)) if kind else ():
        yield Finding(path, f"On-Premises has no `{path[-1]}` here", (Edit(path),))
