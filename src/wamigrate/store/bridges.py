"""Bridge processes: who lives, until when, and which epoch of a route each has acknowledged.

A process that does not renew its lease has stopped by itself before the lease is over, so nobody needs to
wait for it any longer than that. All times are the database's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import sql
from wamigrate.store.db_time import DbTime, db_time
from wamigrate.store.routes import Route

__all__ = [
    "Bridge",
    "acknowledge",
    "enter",
    "leave",
    "live",
    "may_hold",
    "renew",
    "serving",
    "unacknowledged",
]

FORGET_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Bridge:
    """One living bridge process."""

    id: str
    host: str
    pid: int
    url: str | None
    lease_left: float


def enter(
    conn: Connection,
    bridge_id: str,
    *,
    host: str,
    pid: int,
    url: str | None,
    lease: float,
    time: DbTime = db_time,
) -> None:
    """A new process with its first lease. It must read the routes afterwards, in the same transaction."""
    now = time(conn)
    sql.change(conn, "delete from wm_bridges where lease_until < :old", old=now - FORGET_AFTER)
    sql.insert(
        conn,
        "wm_bridges",
        id=bridge_id,
        host=host,
        pid=pid,
        url=url,
        started_at=now,
        lease_until=now + lease,
    )


def renew(conn: Connection, bridge_id: str, *, lease: float, time: DbTime = db_time) -> bool:
    """A new lease from now on; False where the process is not known (any more)."""
    return bool(
        sql.change(
            conn, "update wm_bridges set lease_until = :u where id = :b", u=time(conn) + lease, b=bridge_id
        )
    )


def leave(conn: Connection, bridge_id: str) -> None:
    """An orderly end: nothing runs in that process any more."""
    sql.change(conn, "delete from wm_bridge_acks where bridge_id = :b", b=bridge_id)
    sql.change(conn, "delete from wm_bridges where id = :b", b=bridge_id)


def acknowledge(conn: Connection, bridge_id: str, phone_number_id: str, epoch: int) -> None:
    """Nothing that began under an earlier epoch of this number runs in that process any more."""
    sql.change(
        conn,
        "insert into wm_bridge_acks (phone_number_id, bridge_id, epoch) values (:p, :b, :e) "
        "on conflict (phone_number_id, bridge_id) do update set epoch = excluded.epoch",
        p=phone_number_id,
        b=bridge_id,
        e=epoch,
    )


def live(conn: Connection, *, time: DbTime = db_time) -> Sequence[Bridge]:
    """Processes whose lease is not over."""
    now = time(conn)
    found = sql.rows(conn, "select * from wm_bridges where lease_until > :now order by id", now=now)
    return [_bridge(row, now) for row in found]


def unacknowledged(
    conn: Connection, phone_number_id: str, epoch: int, *, time: DbTime = db_time
) -> Sequence[Bridge]:
    """Living processes in which something of an earlier epoch may still run: the barrier waits for them."""
    now = time(conn)
    found = sql.rows(
        conn,
        "select b.* from wm_bridges b where b.lease_until > :now and not exists "
        "(select 1 from wm_bridge_acks a where a.bridge_id = b.id and a.phone_number_id = :p "
        "and a.epoch >= :e) order by b.id",
        now=now,
        p=phone_number_id,
        e=epoch,
    )
    return [_bridge(row, now) for row in found]


def serving(conn: Connection, route: Route) -> Sequence[Bridge]:
    """The living processes that stand in front of the number; none where it was not put behind a bridge."""
    return live(conn) if route.bridged else ()


def may_hold(conn: Connection, route: Route) -> bool:
    """Whether some bridge process may have taken messages of this number into its queue."""
    return route.bridged or bool(live(conn))


def _bridge(row: sql.Row, now: float) -> Bridge:
    return Bridge(row["id"], row["host"], row["pid"], row["url"], row["lease_until"] - now)
