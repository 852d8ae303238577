"""What the bridge itself saw of a move: last messages on On-Premises, first messages on Cloud API.

One row a number, about its newest hold. Written at the barriers and once for each first message, never for
every message. Times are those of the bridge's machines.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["CLOUD_INBOUND", "CLOUD_SENT", "Moments", "first", "last", "of"]

CLOUD_SENT = "cloud_sent"
CLOUD_INBOUND = "cloud_inbound"
FIRSTS = frozenset({CLOUD_SENT, CLOUD_INBOUND})


@dataclass(frozen=True, slots=True)
class Moments:
    """Unix seconds; None for what was not seen. `epoch` is that of the hold."""

    epoch: int
    onprem_sent: float | None = None
    """On-Premises accepted the last message of an application."""
    onprem_inbound: float | None = None
    """The application took the last message of a customer that On-Premises delivered."""
    cloud_sent: float | None = None
    """Cloud API accepted the first message of an application."""
    cloud_inbound: float | None = None
    """The first message of a customer came from Cloud API."""


def last(
    conn: Connection, phone_number_id: str, *, sent: float | None, inbound: float | None, hold: int | None
) -> None:
    """What a process saw last on On-Premises. `hold`: it acknowledges that hold, so no later send follows."""
    row = sql.row(conn, "select epoch from wm_moments where phone_number_id = :p", p=phone_number_id)
    if hold is not None and (row is None or row["epoch"] != hold):
        _begin(conn, phone_number_id, hold)
    for column, at in (("onprem_sent", sent), ("onprem_inbound", inbound)):
        if at is not None:
            sql.change(
                conn,
                f"update wm_moments set {column} = :at "
                f"where phone_number_id = :p and coalesce({column}, 0) < :at",
                p=phone_number_id,
                at=at,
            )


def _begin(conn: Connection, phone_number_id: str, hold: int) -> None:
    """A new hold: what was first on Cloud API is still to come."""
    sql.change(
        conn,
        "insert into wm_moments (phone_number_id, epoch) values (:p, :e) on conflict (phone_number_id) "
        "do update set epoch = excluded.epoch, cloud_sent = null, cloud_inbound = null",
        p=phone_number_id,
        e=hold,
    )


def first(conn: Connection, phone_number_id: str, what: str, at: float) -> None:
    """What a process saw first on Cloud API; nothing where no hold was seen before."""
    if what not in FIRSTS:
        raise ValueError(f"{what} is no first moment")
    sql.change(
        conn,
        f"update wm_moments set {what} = :at where phone_number_id = :p and ({what} is null or {what} > :at)",
        p=phone_number_id,
        at=at,
    )


def of(conn: Connection, phone_number_id: str) -> Moments | None:
    """What is known of the number's newest hold."""
    row = sql.row(conn, "select * from wm_moments where phone_number_id = :p", p=phone_number_id)
    if row is None:
        return None
    return Moments(
        row["epoch"], row["onprem_sent"], row["onprem_inbound"], row["cloud_sent"], row["cloud_inbound"]
    )
