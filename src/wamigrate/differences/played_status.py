"""The status `played`.

On-Premises: a voice message that was listened to is `read`, like any other.
Cloud: from 2026 on also `played`.
What we do: keep it back. An operator may have it as `read` (`played`).
Source: Meta, Webhooks, "Message status webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import STATUS, dropped, status_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

PATH = (*STATUS, "status")

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(title="listened to", onprem=None, cloud=status_value(status="played")),
        Pair(
            title="listened to, as read",
            onprem=status_callback(status="read"),
            cloud=status_value(status="played"),
            facts=Facts(policies=Policies(played="read")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def choose(payload: Json, facts: Facts) -> Iterator[Finding]:
    if status_of(payload).get("status") != "played":
        return
    if facts.policies.played == "read":
        yield Finding(PATH, "On-Premises calls it `read`", (Edit(PATH, "read"),))
    else:
        yield dropped("On-Premises has no `played`: nothing is passed on")
