"""What shadow mode saw: how often each difference showed, in the sends of which application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["REPAIRED", "Counted", "Seen", "add", "counted", "seen"]

REPAIRED = "repaired"
"""Level of what the bridge puts right by itself; the others are those of a finding that stands."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One difference in the sends of one application."""

    difference: str
    level: str
    application: str
    count: int
    first_at: float
    last_at: float
    example: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How many sends there were, and how many of them were looked at."""

    sends: int
    looked_at: int
    since: float
    last_at: float

    @property
    def share(self) -> float:
        """What part of the sends was looked at."""
        return self.looked_at / self.sends if self.sends else 1.0


def add(
    conn: Connection,
    phone_number_id: str,
    sends: int,
    looked_at: int,
    found: Sequence[Counted],
    since: float,
    at: float,
) -> None:
    """Adds what one process counted of the sends from `since` to `at`."""
    sql.change(
        conn,
        "insert into wm_bridge_shadow_totals (phone_number_id, sends, looked_at, since, last_at) "
        "values (:p, :s, :l, :since, :at) on conflict (phone_number_id) do update set "
        "sends = wm_bridge_shadow_totals.sends + excluded.sends, "
        "looked_at = wm_bridge_shadow_totals.looked_at + excluded.looked_at, last_at = excluded.last_at",
        p=phone_number_id,
        s=sends,
        l=looked_at,
        since=since,
        at=at,
    )
    for one in found:
        sql.change(
            conn,
            "insert into wm_bridge_shadow "
            "(phone_number_id, difference, level, application, count, first_at, last_at, example) "
            "values (:p, :d, :v, :a, :n, :f, :t, :e) "
            "on conflict (phone_number_id, difference, level, application) do update set "
            "count = wm_bridge_shadow.count + excluded.count, last_at = excluded.last_at, "
            "example = excluded.example",
            p=phone_number_id,
            d=one.difference,
            v=one.level,
            a=one.application,
            n=one.count,
            f=one.first_at,
            t=one.last_at,
            e=one.example,
        )


def seen(conn: Connection, phone_number_id: str) -> Seen | None:
    """The totals; None where nothing passed yet."""
    row = sql.row(conn, "select * from wm_bridge_shadow_totals where phone_number_id = :p", p=phone_number_id)
    return Seen(row["sends"], row["looked_at"], row["since"], row["last_at"]) if row else None


def counted(conn: Connection, phone_number_id: str) -> list[Counted]:
    """Everything found, the most frequent first."""
    rows = sql.rows(
        conn,
        "select * from wm_bridge_shadow where phone_number_id = :p "
        "order by count desc, difference, application",
        p=phone_number_id,
    )
    return [Counted(**{name: row[name] for name in Counted.__slots__}) for row in rows]
