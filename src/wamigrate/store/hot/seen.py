"""What was received before: message IDs for seven days, statuses by rank for thirty-six hours.

One table a day and kind, so that forgetting a day is one statement however much it held.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import Ask, Program

__all__ = ["DAY", "MESSAGE_DAYS", "STATUS_DAYS", "days_gone", "first_time", "make_days"]

DAY = 86_400
MESSAGE_DAYS = 7
STATUS_DAYS = 2
"""36 hours touch at most two days beside the current one."""
AHEAD = 2
FORGET_DAYS = 60


def first_time(event: NewEvent, now: float) -> Program[bool]:
    """Whether the event is no repetition; it is noted."""
    if event.message_id is not None:
        return (yield from _message(event.number, event.message_id, int(now) // DAY))
    if event.wamid is not None and event.rank:
        return (yield from _status(event.number, event.wamid, 1 << event.rank, int(now) // DAY))
    return True


def _message(number: str, message_id: str, today: int) -> Program[bool]:
    earlier = " and ".join(
        f"not exists (select 1 from hot_seen_messages_{day} where number = :number and id = :id)"
        for day in range(today - MESSAGE_DAYS, today)
    )
    new = yield Ask(
        f"insert into hot_seen_messages_{today} (number, id) select :number, :id where {earlier} "
        "on conflict (number, id) do nothing returning 1 as found",
        {"number": number, "id": message_id},
    )
    return bool(new)


def _status(number: str, wamid: str, bit: int, today: int) -> Program[bool]:
    earlier = " and ".join(
        f"not exists (select 1 from hot_seen_statuses_{day} "
        "where number = :number and id = :id and (ranks & :bit) <> 0)"
        for day in range(today - STATUS_DAYS, today)
    )
    table = f"hot_seen_statuses_{today}"
    new = yield Ask(
        f"insert into {table} (number, id, ranks) select :number, :id, :bit where {earlier} "
        f"on conflict (number, id) do update set ranks = {table}.ranks | excluded.ranks "
        f"where ({table}.ranks & excluded.ranks) = 0 returning 1 as found",
        {"number": number, "id": wamid, "bit": bit},
    )
    return bool(new)


def make_days(now: float) -> Program[None]:
    """The tables of the days that are looked at, today and the next ones."""
    today = int(now) // DAY
    for day in range(today - MESSAGE_DAYS, today + AHEAD + 1):
        yield Ask(
            f"create table if not exists hot_seen_messages_{day} "
            "(number text not null, id text not null, primary key (number, id))",
            {},
        )
    for day in range(today - STATUS_DAYS, today + AHEAD + 1):
        yield Ask(
            f"create table if not exists hot_seen_statuses_{day} "
            "(number text not null, id text not null, ranks integer not null, primary key (number, id))",
            {},
        )


def days_gone(now: float) -> Iterator[str]:
    """Tables that nobody looks at any more: those of the last months, so that a long pause leaves none."""
    today = int(now) // DAY
    for prefix, days in (("hot_seen_messages_", MESSAGE_DAYS), ("hot_seen_statuses_", STATUS_DAYS)):
        yield from (f"{prefix}{day}" for day in range(today - FORGET_DAYS, today - days))
