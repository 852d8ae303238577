"""Ids of buttons and rows come back as they were sent.

On-Premises: gives the id of a button or row back exactly as the application wrote it, with its spaces.
Cloud: takes no leading or trailing spaces, so the id went out without them and comes back so.
What we do: give the application its own id back, if it is known which one that was.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("interactive",),
    needs=("button_reply", "list_reply"),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a button whose id has a space at its end",
            onprem=callback(
                type="interactive",
                interactive={"type": "button_reply", "button_reply": {"id": "yes ", "title": "Yes"}},
            ),
            cloud=value(
                type="interactive",
                interactive={"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes"}},
            ),
            facts=Facts(button_ids={"yes": "yes "}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def restore(payload: Json, facts: Facts) -> Iterator[Finding]:
    for kind in ("button_reply", "list_reply"):
        ident = dig(message_of(payload), "interactive", kind, "id")
        own = facts.button_ids.get(ident) if isinstance(ident, str) else None
        if own is not None and own != ident:
            path = (*MESSAGE, "interactive", kind, "id")
            yield Finding(path, "the application's own id for this button", (Edit(path, own),))
