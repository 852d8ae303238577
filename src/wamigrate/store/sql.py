"""The few words of SQL that every table module says."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, TextClause, text

__all__ = ["Row", "change", "insert", "insert_all", "row", "rows"]

Row = Mapping[str, Any]

# Parsing a statement for its parameters costs more than running it on SQLite; ours are a few dozen constants.
_statement: functools._lru_cache_wrapper[TextClause] = functools.lru_cache(maxsize=256)(text)


def row(conn: Connection, query: str, **values: Any) -> Row | None:
    """The first row of the answer, or None."""
    found = conn.execute(_statement(query), values).mappings().first()
    return dict(found) if found is not None else None


def rows(conn: Connection, query: str, **values: Any) -> list[Row]:
    """All rows of the answer."""
    return [dict(r) for r in conn.execute(_statement(query), values).mappings()]


def change(conn: Connection, statement: str, **values: Any) -> int:
    """Run a statement; how many rows it changed."""
    return conn.execute(_statement(statement), values).rowcount


def insert(conn: Connection, table: str, **values: Any) -> None:
    """One new row."""
    insert_all(conn, table, [values])


def insert_all(conn: Connection, table: str, new: Sequence[Row]) -> None:
    """New rows, all with the same columns."""
    if new:
        columns = ", ".join(new[0])
        places = ", ".join(f":{name}" for name in new[0])
        statement = f"insert into {table} ({columns}) values ({places})"
        conn.execute(_statement(statement), [dict(values) for values in new])
