"""What Meta sends: stored once, before Meta is told that it arrived, and read for news of lost sends."""

from __future__ import annotations

from collections.abc import Sequence

from wamigrate.store.hot import events, seen, unknown
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import Program, shared

__all__ = ["receive"]


def receive(new: Sequence[NewEvent], now: float) -> Program[Sequence[bool]]:
    """Store what was not received before; which of them were new. Tags settle what was lost."""
    results = []
    for number in sorted({event.number for event in new if event.tag is not None}):
        # A send that is written down as lost at this moment looks for its tag before or after, never beside.
        yield shared(number)
    for event in new:
        is_new = yield from seen.first_time(event, now)
        if is_new:
            yield from events.append(event)
        if event.tag is not None and event.wamid is not None:
            yield from unknown.settle(event.tag, event.wamid, now)
        results.append(is_new)
    return results
