"""What was received before: message IDs for seven days, statuses by rank for thirty-six hours.

One table a day and kind, so that forgetting a day is one statement however much it held.
"""

from __future__ import annotations

from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import Ask, Program

__all__ = ["DAY", "MESSAGE_DAYS", "STATUS_DAYS", "first_time", "make_days", "tables_before"]

DAY = 86_400
MESSAGE_DAYS = 7
STATUS_DAYS = 2
"""36 hours touch at most two days beside the current one."""
AHEAD = 2


def first_time(event: NewEvent, now: float) -> Program[bool]:
    """Whether the event is no repetition; it is noted."""
    if event.message_id is not None:
        return (yield from _message(event.number, event.message_id, int(now) // DAY))
    if event.wamid is not None and event.rank:
        return (yield from _status(event.number, event.wamid, 1 << event.rank, int(now) // DAY))
    return True


def _message(number: str, message_id: str, today: int) -> Program[bool]:
    key = {"number": number, "id": message_id}
    new = yield Ask(
        f"insert into hot_seen_messages_{today} (number, id) values (:number, :id) "
        "on conflict (number, id) do nothing returning 1 as found",
        key,
    )
    if not new:
        return False
    earlier = " union all ".join(
        f"select 1 as found from hot_seen_messages_{day} where number = :number and id = :id"
        for day in range(today - MESSAGE_DAYS, today)
    )
    return not (yield Ask(earlier, key))


def _status(number: str, wamid: str, bit: int, today: int) -> Program[bool]:
    values = {"number": number, "id": wamid, "bit": bit}
    earlier = " union all ".join(
        f"select 1 as found from hot_seen_statuses_{day} "
        "where number = :number and id = :id and (ranks & :bit) <> 0"
        for day in range(today - STATUS_DAYS, today)
    )
    if (yield Ask(earlier, values)):
        return False
    table = f"hot_seen_statuses_{today}"
    changed = yield Ask(
        f"insert into {table} (number, id, ranks) values (:number, :id, :bit) "
        f"on conflict (number, id) do update set ranks = {table}.ranks | excluded.ranks "
        f"where ({table}.ranks & excluded.ranks) = 0 returning 1 as found",
        values,
    )
    return bool(changed)


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


def tables_before(now: float, known: list[str]) -> list[str]:
    """Those of the known tables that nobody looks at any more."""
    today = int(now) // DAY
    oldest = {"hot_seen_messages_": today - MESSAGE_DAYS, "hot_seen_statuses_": today - STATUS_DAYS}
    return [
        table
        for table in known
        for prefix, day in oldest.items()
        if table.startswith(prefix) and int(table.removeprefix(prefix)) < day
    ]
