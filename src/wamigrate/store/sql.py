"""The few words of SQL that every table module says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

__all__ = ["change", "insert", "row", "rows"]

Row = Mapping[str, Any]


def row(conn: Connection, query: str, **values: Any) -> Row | None:
    """The first row of the answer, or None."""
    found = conn.execute(text(query), values).mappings().first()
    return dict(found) if found is not None else None


def rows(conn: Connection, query: str, **values: Any) -> list[Row]:
    """All rows of the answer."""
    return [dict(r) for r in conn.execute(text(query), values).mappings()]


def change(conn: Connection, statement: str, **values: Any) -> int:
    """Run a statement; how many rows it changed."""
    return conn.execute(text(statement), values).rowcount


def insert(conn: Connection, table: str, **values: Any) -> None:
    """One new row."""
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    conn.execute(text(f"insert into {table} ({columns}) values ({places})"), values)
