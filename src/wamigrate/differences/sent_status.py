"""The status `sent`.

On-Premises: comes only if the application has switched it on (`sent_status`, off by default).
Cloud: always comes.
What we do: keep it back unless the application wants it; applications count what they do not expect as an
    error.
Source: Meta, On-Premises API, "Application settings"; Webhooks, "Message status webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import STATUS, dropped, status_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(title="sent, and nobody asked", onprem=None, cloud=status_value(status="sent")),
        Pair(
            title="sent, for an application that wants to know",
            onprem=status_callback(status="sent"),
            cloud=status_value(status="sent"),
            facts=Facts(sent_status=True),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def only_if_wanted(payload: Json, facts: Facts) -> Iterator[Finding]:
    if status_of(payload).get("status") != "sent":
        return
    if facts.sent_status:
        yield Finding((*STATUS, "status"), "the application has switched `sent` on")
    else:
        yield dropped("the application has not switched `sent` on: nothing is passed on")
