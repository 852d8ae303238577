"""Tells within milliseconds that some route changed.

SQLite: one row is looked at every few milliseconds, which costs four microseconds. PostgreSQL: notifications,
and a slow look all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable

from wamigrate.store.database import Database
from wamigrate.store.routes import CHANNEL

__all__ = ["watch_routes"]


async def watch_routes(db: Database, on_news: Callable[[], None], pause: Callable[[], float]) -> None:
    """Call `on_news` whenever a route may have changed, for ever; `pause` says how often SQLite is asked."""
    if db.dialect == "sqlite":
        await _look_again_and_again(str(db.engine.url.database), on_news, pause)
    else:
        from wamigrate.store.pg_listen import listen  # its driver is an optional dependency

        await listen(db.url, CHANNEL, on_news)


async def _look_again_and_again(file: str, on_news: Callable[[], None], pause: Callable[[], float]) -> None:
    seen = -1
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=0")
        while True:
            with contextlib.suppress(sqlite3.OperationalError):  # busy: the next look tells
                (n,) = connection.execute("select n from wm_route_clock where id = 1").fetchone()
                if n != seen:
                    seen = n
                    on_news()
            await asyncio.sleep(pause())
