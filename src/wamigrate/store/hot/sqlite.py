"""Runs programs on a SQLite file: one writer thread, many programs in one commit.

A commit costs a sync of the disk, whatever is in it. So whoever comes while one is under way waits for the
next, together with everybody else, and throughput does not depend on the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec

from wamigrate.errors import StoreError
from wamigrate.store.hot.program import ALONE, DB_TIME, SHARED, Ask, Program, Row

__all__ = ["SqliteHot"]

T = TypeVar("T")
P = ParamSpec("P")
BATCH = 500
"""Most programs in one commit."""
ROOM = 20_000
"""Most programs that wait; beyond them the caller is told that the store is too busy."""
BUSY_MS = 5_000
TIME = "select (julianday('now') - 2440587.5) * 86400.0 as now"
LOOK = 0.005
"""How often other processes' writes are looked for."""

log = logging.getLogger("wamigrate.store")


class _Job(msgspec.Struct, frozen=True):
    begin: Callable[[], Program[Any]]
    future: asyncio.Future[Any]


_Jobs = queue.SimpleQueue[list[_Job] | None]


class SqliteHot:
    """The embedded data plane; any number of processes of one machine may open the same file."""

    def __init__(self, file: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._jobs: _Jobs = queue.SimpleQueue()
        self._reads: _Jobs = queue.SimpleQueue()
        self._gathered: dict[int, list[_Job]] = {}
        self._waiting = 0
        self._listeners: list[Callable[[], None]] = []
        self._closed = False
        try:
            connections = [_connect(file) for _ in range(3)]
        except sqlite3.Error as error:
            raise _told(error) from error
        self._threads = [
            threading.Thread(target=self._write, args=(connections[0],), name="wm-hot-write", daemon=True),
            threading.Thread(target=self._read, args=(connections[1],), name="wm-hot-read", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._looking = self._loop.create_task(self._look_for_news(connections[2]))

    async def run(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._put(self._jobs, partial(program, *args, **kwargs))

    async def read(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._put(self._reads, partial(program, *args, **kwargs))

    def on_news(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        for jobs in (self._jobs, self._reads):
            self._flush(jobs)
            jobs.put(None)
        for thread in self._threads:
            await self._loop.run_in_executor(None, thread.join)

    async def _put(self, jobs: _Jobs, begin: Callable[[], Program[T]]) -> T:
        if self._closed:
            raise StoreError("The data plane is closed.")
        if self._waiting >= ROOM:
            raise StoreError("The data plane has too much to write.", hint="Wait until it has caught up.")
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting += 1
        try:
            self._hand_over(jobs, _Job(begin, future))
            return await future
        finally:
            self._waiting -= 1

    def _hand_over(self, jobs: _Jobs, job: _Job) -> None:
        # Waking a thread is dear: what comes in one turn of the loop goes over together.
        gathered = self._gathered.get(id(jobs))
        if gathered is not None:
            gathered.append(job)
            return
        self._gathered[id(jobs)] = [job]
        self._loop.call_soon(self._flush, jobs)

    def _flush(self, jobs: _Jobs) -> None:
        gathered = self._gathered.pop(id(jobs), None)
        if gathered:
            jobs.put(gathered)

    def _write(self, connection: sqlite3.Connection) -> None:
        with contextlib.closing(connection):
            while (batch := _next(self._jobs)) is not None:
                self._answer(_together(connection, batch))

    def _read(self, connection: sqlite3.Connection) -> None:
        with contextlib.closing(connection):
            while (batch := self._reads.get()) is not None:
                for job in batch:
                    self._answer([(job, _attempt(connection, job, "BEGIN"))])

    def _answer(self, results: Sequence[tuple[_Job, Any]]) -> None:
        # One wake-up of the loop for all of them.
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it everybody who waits
            self._loop.call_soon_threadsafe(_resolve, results)

    async def _look_for_news(self, connection: sqlite3.Connection) -> None:
        seen = -1
        with contextlib.closing(connection):
            while True:
                with contextlib.suppress(sqlite3.OperationalError):
                    (version,) = connection.execute("PRAGMA data_version").fetchone()
                    if version != seen:
                        seen = version
                        for listener in self._listeners:
                            listener()
                await asyncio.sleep(LOOK)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=FAST"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _next(jobs: _Jobs) -> list[_Job] | None:
    """Everything that waits, but hardly more than a batch; None at the end."""
    batch = jobs.get()
    while batch is not None and len(batch) < BATCH:
        try:
            more = jobs.get_nowait()
        except queue.Empty:
            break
        if more is None:
            jobs.put(None)
            break
        batch += more
    return batch


def _together(connection: sqlite3.Connection, batch: Sequence[_Job]) -> list[tuple[_Job, Any]]:
    """All in one commit; when one of them raises, each in its own."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        results = [(job, _drive(connection, job.begin())) for job in batch]
        connection.execute("COMMIT")
    except Exception:
        _roll_back(connection)
        return [(job, _attempt(connection, job, "BEGIN IMMEDIATE")) for job in batch]
    return results


def _attempt(connection: sqlite3.Connection, job: _Job, begin: str) -> Any:
    """The result of one program in a transaction of its own, or its exception."""
    try:
        connection.execute(begin)
        result = _drive(connection, job.begin())
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        log.warning("the data plane's file: %s", error.sqlite_errorname)
        return _told(error)
    except Exception as error:
        _roll_back(connection)
        return error
    return result


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _drive(connection: sqlite3.Connection, program: Program[Any]) -> Any:
    try:
        ask = next(program)
        while True:
            ask = program.send(_execute(connection, ask))
    except StopIteration as end:
        return end.value


def _execute(connection: sqlite3.Connection, ask: Ask) -> Sequence[Row]:
    if ask is DB_TIME:
        return connection.execute(TIME).fetchall()
    if ask.sql in (SHARED, ALONE):
        return ()  # whoever writes is alone with everything
    if isinstance(ask.values, Sequence):
        connection.executemany(ask.sql, ask.values)
        return ()
    return connection.execute(ask.sql, ask.values).fetchall()


def _told(error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    hint = "Look at the free space and the rights of the state folder."
    return StoreError(f"The data plane cannot be used ({name}).", hint=hint)


def _resolve(results: Sequence[tuple[_Job, Any]]) -> None:
    for job, result in results:
        if job.future.done():
            continue  # nobody waits any more
        if isinstance(result, Exception):
            job.future.set_exception(result)
        else:
            job.future.set_result(result)
