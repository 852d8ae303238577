"""The data plane's counts for those who only want to know: reports, written by whoever has the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from wamigrate.store.engines import new_engine
from wamigrate.store.hot import counters
from wamigrate.store.hot.opening import hot_url
from wamigrate.store.hot.program import Ask, Program, Row
from wamigrate.store.trouble import store_error

__all__ = ["counts"]

T = TypeVar("T")


def counts(conn: sa.Connection, number: str) -> Mapping[str, int] | None:
    """What happened to the number's messages so far; None where no bridge ever ran on this store."""
    if conn.dialect.name != "sqlite":
        return _counts(conn, number)
    place = hot_url(f"sqlite:///{conn.engine.url.database}")
    if not Path(place.removeprefix("sqlite:///")).exists():
        return None
    engine = new_engine(place)
    try:
        with engine.connect() as connection:
            return _counts(connection, number)
    except SQLAlchemyError as error:
        raise store_error(error, engine.url) from error
    finally:
        engine.dispose()


def _counts(conn: sa.Connection, number: str) -> Mapping[str, int] | None:
    if not sa.inspect(conn).has_table("hot_counters"):
        return None
    return _drive(conn, counters.read(number))


def _drive(connection: sa.Connection, program: Program[T]) -> T:
    try:
        ask = next(program)
        while True:
            ask = program.send(_rows(connection, ask))
    except StopIteration as end:
        result: T = end.value
        return result


def _rows(connection: sa.Connection, ask: Ask) -> Sequence[Row]:
    return [dict(row) for row in connection.execute(sa.text(ask.sql), ask.values).mappings()]
