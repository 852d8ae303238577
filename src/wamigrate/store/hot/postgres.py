"""Runs programs on PostgreSQL: many at once, each in a transaction on a connection of a small pool.

A connection that breaks is replaced and the program run again, for a short while: programs do their work only
once, so an answer that was lost in a commit does no harm.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import asyncpg

from wamigrate.errors import StoreError
from wamigrate.store.hot.program import ALONE, DB_TIME, SHARED, Ask, Program, Row
from wamigrate.store.pg_dsn import asyncpg_dsn
from wamigrate.store.pg_listen import listen

__all__ = ["CHANNEL", "PostgresHot"]

T = TypeVar("T")
P = ParamSpec("P")
CHANNEL = "wm_hot"
SIZE = 8
PATIENCE = 5.0
ROOM = 20_000
TIME = "select extract(epoch from clock_timestamp())::float8 as now"
WORDS = {
    SHARED: "select pg_advisory_xact_lock_shared(hashtextextended('wm_hot ' || cast(:number as text), 0))",
    ALONE: "select pg_advisory_xact_lock(hashtextextended('wm_hot ' || cast(:number as text), 0))",
}
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
    TimeoutError,
)
PASSING = (
    *LOST,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    # Two processes made the same table, or row, at the same moment: the second attempt finds it.
    asyncpg.UniqueViolationError,
    asyncpg.DuplicateTableError,
)

log = logging.getLogger("wamigrate.store")


class PostgresHot:
    """The data plane at scale; any number of processes on any number of machines."""

    def __init__(self, pool: Any, url: str, *, patience: float = PATIENCE) -> None:
        self._pool = pool
        self._patience = patience
        self._waiting = 0
        self._listeners: list[Callable[[], None]] = []
        self._announcing: asyncio.Task[None] | None = None
        self._listening = asyncio.create_task(listen(url, CHANNEL, self._tell))

    @classmethod
    async def open(cls, url: str, *, patience: float = PATIENCE) -> PostgresHot:
        """A pool of connections, made when they are needed."""
        dsn = asyncpg_dsn(url)
        pool = await asyncpg.create_pool(
            dsn, min_size=0, max_size=SIZE, command_timeout=30, timeout=10, reset=_keep
        )
        return cls(pool, url, patience=patience)

    async def run(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        together = not getattr(program, "plain", False)
        result = await self._patiently(functools.partial(program, *args, **kwargs), in_transaction=together)
        self._announce()
        return result

    async def read(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._patiently(functools.partial(program, *args, **kwargs), in_transaction=False)

    def on_news(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    async def close(self) -> None:
        self._listening.cancel()
        if self._announcing is not None:
            await asyncio.gather(self._announcing, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._pool.close(), 5)
        self._pool.terminate()

    async def _patiently(self, begin: Callable[[], Program[T]], *, in_transaction: bool) -> T:
        if self._waiting >= ROOM:
            raise StoreError("The data plane has too much to write.", hint="Wait until it has caught up.")
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + self._patience, 0.02
        self._waiting += 1
        try:
            while True:
                try:
                    return await self._once(begin(), in_transaction=in_transaction)
                except PASSING as error:
                    if loop.time() + pause > deadline:
                        raise _told(error) from error
                except asyncpg.PostgresError as error:
                    raise _told(error) from error
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.5)
        finally:
            self._waiting -= 1

    async def _once(self, program: Program[T], *, in_transaction: bool) -> T:
        async with self._pool.acquire() as connection:
            try:
                if not in_transaction:
                    return await _drive(connection, program)
                async with connection.transaction():
                    return await _drive(connection, program)
            except (*LOST, asyncio.CancelledError):
                connection.terminate()  # nobody knows in which state it is
                raise

    def _announce(self) -> None:
        """Tell every process, this one included, that something was written; many writes, one notice."""
        self._tell()
        if self._announcing is None or self._announcing.done():
            self._announcing = asyncio.create_task(self._notify())

    async def _notify(self) -> None:
        await asyncio.sleep(0.001)
        with contextlib.suppress(asyncpg.PostgresError, *PASSING):  # the slow look finds it
            await self._pool.execute("select pg_notify($1, '')", CHANNEL)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


async def _keep(_: Any) -> None:
    """Nothing of a session is changed here, so nothing has to be set back, which would cost a round trip."""


async def _drive(connection: Any, program: Program[T]) -> T:
    try:
        ask = next(program)
        while True:
            ask = program.send(await _execute(connection, ask))
    except StopIteration as end:
        result: T = end.value
        return result


async def _execute(connection: Any, ask: Ask) -> Sequence[Row]:
    if ask is DB_TIME:
        now: Sequence[Row] = await connection.fetch(TIME)
        return now
    sql, names = _numbered(WORDS.get(ask.sql, ask.sql))
    if isinstance(ask.values, Sequence):
        await connection.executemany(sql, [_in_order(values, names) for values in ask.values])
        return ()
    rows: Sequence[Row] = await connection.fetch(sql, *_in_order(ask.values, names))
    return rows


def _in_order(values: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    return [values[name] for name in names]


@functools.lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """`:name` as `$1`, and the names in that order."""
    names: dict[str, int] = {}
    numbered = re.sub(r":([a-z_][a-z0-9_]*)", lambda m: f"${names.setdefault(m[1], len(names) + 1)}", sql)
    return numbered, tuple(names)


def _told(error: BaseException) -> StoreError:
    code = getattr(error, "sqlstate", None) or type(error).__name__
    log.warning("the data plane's database: %s", code)
    return StoreError(f"The data plane cannot be used ({code}).", hint="Look at the database server.")
