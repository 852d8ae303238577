"""The application's own word, carried through to its statuses.

On-Premises: knows no `biz_opaque_callback_data`.
Cloud: gives back in each status what a send had in `biz_opaque_callback_data`.
What we do: keep it from applications that never set one, because the tag in it is ours; an application that
    sets its own gets it back.
Source: Meta, Webhooks, "Message status webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import STATUS, status_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

KEY = "biz_opaque_callback_data"
PATH = (*STATUS, KEY)

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("status",),
    needs=("biz_opaque_callback_data",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a tag that the application did not set",
            onprem=status_callback(status="read"),
            cloud=status_value(status="read", biz_opaque_callback_data="w1.5f1c"),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="the application's own tag",
            onprem=status_callback(status="read", biz_opaque_callback_data="spring"),
            cloud=status_value(status="read", biz_opaque_callback_data="spring"),
            facts=Facts(own_callback_data=True),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def keep_ours(payload: Json, facts: Facts) -> Iterator[Finding]:
    if KEY not in status_of(payload):
        return
    if facts.own_callback_data:
        yield Finding(PATH, "the application set it itself")
    else:
        yield Finding(PATH, "the application did not set it", (Edit(PATH),))
