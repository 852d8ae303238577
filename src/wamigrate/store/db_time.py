"""The database's own time: the one clock that every process of a store shares.

Leases are compared by it. Two machines may disagree about the time of day; they do not about this.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

__all__ = ["DbTime", "db_time"]

DbTime = Callable[[Connection], float]

STATEMENTS = {
    # julianday counts days with a resolution below a tenth of a millisecond.
    "sqlite": "select (julianday('now') - 2440587.5) * 86400.0 as now",
    "postgresql": "select extract(epoch from clock_timestamp())::float8 as now",
}


def db_time(conn: Connection) -> float:
    """Seconds since 1970 as the database counts them."""
    found = conn.exec_driver_sql(STATEMENTS[conn.dialect.name]).scalar_one()
    return float(found)
