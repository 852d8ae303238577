"""Messages that On-Premises got from the queue: it knows each by its own ID, the application by ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wamigrate.store.hot import counters, ids
from wamigrate.store.hot.program import Ask, Program

__all__ = ["look", "note", "numbers"]

NAME = "returned"


def note(number: str) -> Program[None]:
    """On-Premises has taken a message of the queue."""
    yield from counters.add(number, NAME)


def numbers() -> Program[set[str]]:
    """The numbers that ever had such a message."""
    rows = yield Ask("select number from hot_counters where name = :name", {"name": NAME})
    return {str(row["number"]) for row in rows}


def look(
    number: str, named: Sequence[str], recipients: Sequence[str]
) -> Program[tuple[Mapping[str, str], bool]]:
    """Our IDs for those of On-Premises; whether there may be more, for an answer is still awaited."""
    # In this order: what is not awaited any more has its ID.
    awaited = False
    for recipient in recipients:
        rows = yield Ask(
            "select 1 as found from hot_held where number = :number and recipient = :recipient "
            "and state = 'sending' limit 1",
            {"number": number, "recipient": recipient},
        )
        awaited = awaited or bool(rows)
    return (yield from ids.minted_of(named)), awaited
