"""Every call to either API that a migration made: evidence for the report and for Meta's support."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["keep", "of"]


def keep(conn: Connection, migration_id: str, run: int, step: str, calls: Iterable[sql.Row]) -> None:
    """Store calls; each is a mapping with the columns at, seconds, api, method, path, status, code, …"""
    common = {"migration_id": migration_id, "run": run, "step": step}
    sql.insert_all(conn, "wm_calls", [{**common, **call} for call in calls])


def of(conn: Connection, migration_id: str) -> list[sql.Row]:
    """All calls of a migration, oldest first."""
    return sql.rows(conn, "select * from wm_calls where migration_id = :m order by at", m=migration_id)
