"""Which API a number lives on now: one row, changed only by compare-and-set on state, epoch and owner.

Every change is announced in its own transaction, so that a bridge learns of it within milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Connection

from wamigrate.store import sql
from wamigrate.store.db_time import db_time

__all__ = ["CHANNEL", "Route", "RouteState", "attach", "detach", "get", "known", "move", "moved_since"]

CHANNEL = "wm_route"
"""Where PostgreSQL announces the number whose route changed."""
OVERLAP = 60.0
"""A transaction may commit this long after the time that it wrote."""


class RouteState(StrEnum):
    """Where new sends of a number go."""

    ONPREM = "onprem"
    HOLD = "hold"
    DRAINING = "draining"
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Route:
    """A number's route. `epoch` rises with every change."""

    phone_number_id: str
    state: RouteState
    epoch: int
    owner: str | None
    attached_at: float | None
    target: RouteState | None = None
    """Where the number goes when it has drained."""
    closing: bool = False
    """Nobody appends to the queue any more: its tail goes out, then comes the target."""
    changed_at: float = field(default=0.0, compare=False)
    """Since when it is in this state."""

    @property
    def bridged(self) -> bool:
        """Whether a bridge was put in front of the number."""
        return self.attached_at is not None


def get(conn: Connection, phone_number_id: str, at: float) -> Route:
    """The number's route; a number never seen before is on On-Premises."""
    found = known(conn, phone_number_id)
    if found is None:
        sql.insert(
            conn,
            "wm_routes",
            phone_number_id=phone_number_id,
            state=RouteState.ONPREM.value,
            epoch=0,
            changed_at=at,
            moved_at=db_time(conn),
        )
        _announce(conn, phone_number_id)
        return Route(phone_number_id, RouteState.ONPREM, 0, None, None, changed_at=at)
    return found


def known(conn: Connection, phone_number_id: str) -> Route | None:
    """The number's route, or None for a number never seen before."""
    found = sql.row(conn, "select * from wm_routes where phone_number_id = :p", p=phone_number_id)
    return _route(found) if found is not None else None


def moved_since(conn: Connection, moment: float | None) -> Sequence[Route]:
    """Routes that may have changed since that moment of the database's time; all of them for None."""
    since = moment - OVERLAP if moment is not None else 0.0
    found = sql.rows(conn, "select * from wm_routes where moved_at >= :since", since=since)
    return [_route(row) for row in found]


def move(
    conn: Connection,
    route: Route,
    to: RouteState,
    *,
    owner: str | None,
    at: float,
    target: RouteState | None = None,
    closing: bool = False,
) -> Route | None:
    """The route after the change, or None where somebody else changed it first."""
    changed = sql.change(
        conn,
        "update wm_routes set state = :to, epoch = epoch + 1, owner = :owner, changed_at = :at, "
        "target = :target, closing = :closing, moved_at = :moved_at "
        "where phone_number_id = :p and state = :state and epoch = :epoch "
        "and coalesce(owner, '') = :was",
        to=to.value,
        owner=owner,
        at=at,
        target=target.value if target else None,
        closing=int(closing),
        moved_at=db_time(conn),
        p=route.phone_number_id,
        state=route.state.value,
        epoch=route.epoch,
        was=route.owner or "",
    )
    if not changed:
        return None
    _announce(conn, route.phone_number_id)
    return replace(
        route, state=to, epoch=route.epoch + 1, owner=owner, target=target, closing=closing, changed_at=at
    )


def attach(conn: Connection, phone_number_id: str, at: float) -> None:
    """Note that a bridge stands in front of the number from now on."""
    get(conn, phone_number_id, at)
    _mark(conn, phone_number_id, at)


def detach(conn: Connection, phone_number_id: str) -> None:
    """Note that no bridge stands in front of the number any more."""
    _mark(conn, phone_number_id, None)


def _mark(conn: Connection, phone_number_id: str, at: float | None) -> None:
    sql.change(
        conn,
        "update wm_routes set attached_at = :at, moved_at = :moved_at where phone_number_id = :p",
        at=at,
        moved_at=db_time(conn),
        p=phone_number_id,
    )
    _announce(conn, phone_number_id)


def _announce(conn: Connection, phone_number_id: str) -> None:
    if conn.dialect.name == "sqlite":
        sql.change(conn, "update wm_route_clock set n = n + 1 where id = 1")
    else:
        sql.rows(conn, "select pg_notify(:channel, :p)", channel=CHANNEL, p=phone_number_id)


def _route(row: sql.Row) -> Route:
    return Route(
        row["phone_number_id"],
        RouteState(row["state"]),
        row["epoch"],
        row["owner"],
        row["attached_at"],
        target=RouteState(row["target"]) if row["target"] else None,
        closing=bool(row["closing"]),
        changed_at=row["changed_at"],
    )
