"""Follows a channel of PostgreSQL for ever; what was announced while the connection was down is looked up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import asyncpg

from wamigrate.store.pg_dsn import asyncpg_dsn

__all__ = ["listen"]

SLOW_LOOK = 1.0
RECONNECT = 0.25
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = logging.getLogger("wamigrate.store")


async def listen(url: str, channel: str, on_news: Callable[[], None]) -> None:
    """Call `on_news` at each notice, once a second all the same, and whenever the connection is new."""
    while True:
        try:
            connection: Any = await asyncpg.connect(asyncpg_dsn(url), timeout=10)
            try:
                await _follow(connection, channel, on_news)
            finally:
                connection.terminate()
        except LOST as error:
            log.warning("cannot listen on %s: %s", channel, type(error).__name__)
        await asyncio.sleep(RECONNECT)


async def _follow(connection: Any, channel: str, on_news: Callable[[], None]) -> None:
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await connection.add_listener(channel, lambda *_: on_news())
    while not lost.is_set():
        on_news()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SLOW_LOOK):
                await lost.wait()
