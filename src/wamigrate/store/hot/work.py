"""Which numbers have something to send or to deliver, found in one step of an index for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wamigrate.store.hot.program import Ask, Program

__all__ = ["Work", "look", "numbers_with"]


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


def numbers_with(table: str, condition: str) -> str:
    """A table `numbers` for a statement: each number of the table's rows once, however many rows there are.

    The condition is that of a partial index that begins with the number.
    """
    return (
        f"with recursive numbers (number) as (select min(number) from {table} where {condition} "
        f"union all select (select min(number) from {table} where {condition} "
        "and number > numbers.number) from numbers where number is not null) "
    )


def _newest(table: str, condition: str) -> Program[dict[str, int]]:
    rows = yield Ask(
        f"{numbers_with(table, condition)} select number, (select max(seq) from {table} "
        f"where {condition} and number = numbers.number) as seq from numbers where number is not null",
        {},
    )
    return {row["number"]: int(row["seq"]) for row in rows}
