"""Messages have other ids.

On-Premises: ids of some 27 characters that begin with `gBEG` or `ABGG`.
Cloud: ids of 50 to 90 characters that begin with `wamid.` and may contain `/`, `+` and `=`.
What we do: pass them as they are, except where the application knows a message by another id: one that was
    accepted while the number moved, or a short one for narrow database columns.
Source: Meta, Cloud API and On-Premises API references, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, STATUS
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

OURS, THEIRS = "bridge.5f1c", "wamid.HBgLMTY1MDU1NTAxMTEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"
PLACES = (
    (*STATUS, "id"),
    (*MESSAGE, "id"),
    (*MESSAGE, "context", "id"),
    (*MESSAGE, "reaction", "message_id"),
)

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a status of a message that the application knows by another id",
            onprem=status_callback(id=OURS, status="delivered"),
            cloud=status_value(id=THEIRS, status="delivered"),
            facts=Facts(message_ids={THEIRS: OURS}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def use_own(payload: Json, facts: Facts) -> Iterator[Finding]:
    if not facts.message_ids:
        return
    for path in PLACES:
        given = dig(payload, *path)
        own = facts.message_ids.get(given) if isinstance(given, str) else None
        if own is not None and own != given:
            yield Finding(path, "the id that the application knows", (Edit(path, own),))
