"""Disappearing messages.

On-Premises: old clients gave them the type `ephemeral` and an error, without the content.
Cloud: shows them like any other message, or as `unsupported`.
What we do: from Cloud they come as what they are. The other way `ephemeral` becomes `unsupported`.
Source: type names that applications of On-Premises look for; Meta, Webhooks, "Messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("ephemeral",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a disappearing message",
            onprem=callback(type="ephemeral", errors=[{"code": 501, "title": "Unknown message type"}]),
            cloud=value(
                type="unsupported",
                errors=[
                    {
                        "code": 131051,
                        "title": "Message type unknown",
                        "message": "Message type unknown",
                        "error_data": {"details": "Message type is currently not supported."},
                    }
                ],
            ),
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_cloud
def call_it_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    renamed = {**message_of(payload), "type": "unknown"}
    yield Finding(MESSAGE, "Cloud has no type `ephemeral`", (Edit(MESSAGE, renamed),))
