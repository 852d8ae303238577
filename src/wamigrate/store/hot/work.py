"""Which numbers have something to send or to deliver, found in one step of an index for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wamigrate.store.hot.program import Ask, Program

__all__ = ["Work", "look"]


@dataclass(frozen=True, slots=True)
class Work:
    """The last place of each number's queue; numbers with nothing are missing."""

    held: Mapping[str, int]
    events: Mapping[str, int]


def look() -> Program[Work]:
    """All queues that are not empty."""
    held = yield from _newest("hot_held", "state <> 'parked'")
    events = yield from _newest("hot_events", "state = 'waiting'")
    return Work(held, events)


def _newest(table: str, condition: str) -> Program[dict[str, int]]:
    found: dict[str, int] = {}
    last = ""
    while True:
        rows = yield Ask(
            f"select number, seq from {table} where {condition} and number > :last "
            "order by number, seq limit 1",
            {"last": last},
        )
        if not rows:
            return found
        last = rows[0]["number"]
        newest = yield Ask(
            f"select max(seq) as seq from {table} where {condition} and number = :number", {"number": last}
        )
        if newest[0]["seq"] is not None:  # the last of them may have ended between the two looks
            found[last] = int(newest[0]["seq"])
