"""Approvals: one pays for one answered `register`, inside its window."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["Approval", "add", "current", "of", "spend"]


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes. `from_state` is the state in which `register` may be called."""

    n: int
    at: float
    valid_until: float
    from_state: str
    callers_stopped: bool
    spent_at: float | None

    def open_at(self, moment: float) -> bool:
        return self.spent_at is None and moment < self.valid_until


def add(
    conn: Connection,
    migration_id: str,
    *,
    at: float,
    valid_until: float,
    from_state: str,
    callers_stopped: bool,
) -> None:
    """Record an approval."""
    last = current(conn, migration_id)
    sql.insert(
        conn,
        "wm_approvals",
        migration_id=migration_id,
        n=last.n + 1 if last else 1,
        at=at,
        valid_until=valid_until,
        from_state=from_state,
        callers_stopped=int(callers_stopped),
    )


def current(conn: Connection, migration_id: str) -> Approval | None:
    """The newest approval, spent or not."""
    query = "select * from wm_approvals where migration_id = :m order by n desc limit 1"
    found = sql.row(conn, query, m=migration_id)
    return _read(found) if found is not None else None


def of(conn: Connection, migration_id: str) -> list[Approval]:
    """Every approval, oldest first."""
    query = "select * from wm_approvals where migration_id = :m order by n"
    return [_read(r) for r in sql.rows(conn, query, m=migration_id)]


def _read(found: sql.Row) -> Approval:
    return Approval(
        found["n"],
        found["at"],
        found["valid_until"],
        found["from_state"],
        bool(found["callers_stopped"]),
        found["spent_at"],
    )


def spend(conn: Connection, migration_id: str, at: float) -> None:
    """The approval has paid for an answered call."""
    sql.change(
        conn,
        "update wm_approvals set spent_at = :at where migration_id = :m and spent_at is null",
        m=migration_id,
        at=at,
    )
