"""Who drains and delivers for a number: one living process at a time, so that order needs no agreement.

A process renews one lease for all the numbers that it keeps. When it is over, others take them. Who keeps
more than a fair share gives some up, so that a process that comes later has something to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wamigrate.store.hot.program import DB_TIME, Ask, Program

__all__ = ["Claim", "claim", "db_now", "give_up", "kept", "release", "renew"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process keeps, and how many would be its fair share."""

    kept: Sequence[str]
    share: int


def renew(process: str, lease: float, now: float | None = None) -> Program[float]:
    """A new lease; the database's time at which it was granted. `now` stands in for that time in tests."""
    if now is None:
        now = yield from db_now()
    yield Ask("delete from hot_processes where lease_until < :old", {"old": now - 3600.0})
    yield Ask(
        "insert into hot_processes (id, lease_until) values (:process, :until) "
        "on conflict (id) do update set lease_until = excluded.lease_until",
        {"process": process, "until": now + lease},
    )
    return now


def db_now() -> Program[float]:
    """The database's time."""
    rows = yield DB_TIME
    return float(rows[0]["now"])


def claim(process: str, numbers: Sequence[str], now: float) -> Program[Claim]:
    """Take some of the numbers that nobody alive keeps: as many as are missing to a fair share."""
    alive = yield Ask(
        "select k.number, k.process from hot_keepers k join hot_processes p on p.id = k.process "
        "where p.lease_until > :now",
        {"now": now},
    )
    peers = yield Ask("select count(*) as n from hot_processes where lease_until > :now", {"now": now})
    share = -(-len(numbers) // max(int(peers[0]["n"]), 1))
    taken = {str(row["number"]) for row in alive}
    mine = sum(row["process"] == process for row in alive)
    free = [number for number in numbers if number not in taken]
    for number in free[: max(share - mine, 0)]:
        yield Ask(
            "insert into hot_keepers (number, process) values (:number, :process) "
            "on conflict (number) do update set process = excluded.process "
            "where not exists (select 1 from hot_processes p where p.id = hot_keepers.process "
            "and p.lease_until > :now)",
            {"number": number, "process": process, "now": now},
        )
    return Claim((yield from kept(process)), share)


def release(process: str, number: str) -> Program[None]:
    """This process keeps the number no longer; nothing of it is under way."""
    yield Ask(
        "delete from hot_keepers where number = :number and process = :process",
        {"number": number, "process": process},
    )


def kept(process: str) -> Program[Sequence[str]]:
    """What this process keeps."""
    rows = yield Ask(
        "select number from hot_keepers where process = :process order by number", {"process": process}
    )
    return [str(row["number"]) for row in rows]


def give_up(process: str) -> Program[None]:
    """An orderly end: others may take the numbers at once."""
    yield Ask("delete from hot_keepers where process = :process", {"process": process})
    yield Ask("delete from hot_processes where id = :process", {"process": process})
