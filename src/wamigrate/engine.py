"""The only module that knows DBOS: launch, locks, takeover, version.

The engine makes a walk durable: whoever is killed, the next runner goes on where our own tables say.
It never decides anything; `Walker` does, from our journal.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, NoReturn, Protocol, cast

import dbos._serialization
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as PortableJSON

from wamigrate.errors import ConfigError, Locked, StoreError
from wamigrate.store import migrations
from wamigrate.store.database import Database, new_engine
from wamigrate.store.migrations import Migration
from wamigrate.store.runner_lock import RunnerLock

__all__ = ["VERSION", "Engine", "Walker", "running_engine"]

VERSION = "1"
"""Pinned: an upgrade of the package must not strand a migration. The chain may change without it: what comes
next is read from our journal, by the version of the chain that stands in the migration's row."""

ENDED = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}
RESTARTS = 3
"""How often a run that ended in an error is begun again by itself; then `resume` is a person's."""

log = logging.getLogger("wamigrate.engine")


class Walker(Protocol):
    """What the engine drives."""

    async def advance(self, migration_id: str, run: int) -> bool: ...


_running: Engine | None = None
"""The engine finds its functions by name, so they are global, and so is what they work on."""


def _engine() -> Engine:
    if _running is None:
        raise RuntimeError("the engine was not started")
    return _running


@DBOS.step(name="advance")
async def _advance(migration_id: str, run: int) -> bool:
    return await _engine().walker.advance(migration_id, run)


@DBOS.workflow(name="migrate_number")
async def _migrate_number(migration_id: str, run: int) -> None:
    """One workflow for each run of a migration, one engine step for each step of the chain.

    Which one comes next is read from our journal inside `advance`, never from what the engine remembers.
    So a replay may skip ahead over what it knows, and the order of the chain is no format of the engine's.
    """
    with _engine().walking():
        while await _advance(migration_id, run):
            pass


class Engine:
    """A launched engine. Made by `running_engine`."""

    def __init__(self, db: Database, walker: Walker, adopt: Callable[[], Awaitable[None]]) -> None:
        self.walker = walker
        self._db = db
        self._adopt = adopt
        self._leaving = False
        self._walks: set[asyncio.Task[Any]] = set()
        self._rest = asyncio.Event()
        self._rest.set()
        self._restarts: Counter[str] = Counter()

    @contextlib.contextmanager
    def walking(self) -> Iterator[None]:
        """Knows what this process walks."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._walks.add(task)
        self._rest.clear()
        try:
            yield
        finally:
            self._walks.discard(task)
            if not self._walks:
                self._rest.set()

    async def abandon(self) -> None:
        """Stop walking where it stands; whoever comes next goes on from the journal."""
        self._leaving = True
        walks = [*self._walks]
        for task in walks:
            task.cancel()
        await asyncio.gather(*walks, return_exceptions=True)

    async def start(self, migration: Migration) -> None:
        """See to it that the migration's current run is walked by somebody."""
        known = await DBOS.list_workflows_async(
            workflow_ids=[migration.run_id], load_input=False, load_output=False
        )
        if known and known[0].status in ENDED:
            self._restarts[migration.id] += 1
            if self._restarts[migration.id] > RESTARTS:
                log.error("%s ended %d times without coming to rest", migration.id, RESTARTS)
                return
            migration = await self._db.run(lambda conn: _next_run(conn, migration))
        elif known:
            return
        with SetWorkflowID(migration.run_id):
            await DBOS.start_workflow_async(_migrate_number, migration.id, migration.run)

    async def look_after(self, poll: float) -> None:
        """Start what should be running and is not: rows left by a crash, and workflows of dead runners."""
        while not self._leaving:
            try:
                await self._look_once()
            except StoreError as error:
                log.warning("%s Looking again in %g s.", error.message, poll)
            except Exception:
                log.exception("looking after migrations failed; looking again in %g s", poll)
            await asyncio.sleep(poll)

    async def _look_once(self) -> None:
        await self._adopt()
        for migration in await self._db.read(migrations.running):
            await self.start(migration)

    async def finish_others(self) -> None:
        """Take on nothing new, and wait until all that this process walks has come to rest."""
        self._leaving = True
        await self._rest.wait()


def _next_run(conn: Any, migration: Migration) -> Migration:
    """The run ended without our row saying so (the store was away): begin another one."""
    row = migrations.lock(conn, migration.id)
    if row.run == migration.run and row.phase is migrations.Phase.RUNNING:
        migrations.update(conn, migration.id, run=row.run + 1)
    return migrations.get(conn, migration.id)


@contextlib.asynccontextmanager
async def running_engine(
    db: Database, walker: Walker, *, poll: float, adopt_poll: float
) -> AsyncIterator[Engine]:
    """Lock, launch, look after what others left; Locked where another runner has this SQLite store."""
    global _running
    lock = _FileLock(db) if db.dialect == "sqlite" else await _AdvisoryLock.open(db)
    try:
        _running = engine = Engine(db, walker, lock.adopt)
        _launch(db, lock.executor_id, poll)
        watcher = asyncio.create_task(engine.look_after(adopt_poll))
        try:
            yield engine
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            await engine.abandon()
            DBOS.destroy(workflow_completion_timeout_sec=0)
    finally:
        _running = None
        await lock.release()


def _launch(db: Database, executor_id: str, poll: float) -> None:
    """Inside the running loop, so that workflows run on it."""
    _close_pickle()
    for name in [n for n in os.environ if n.startswith("DBOS__")]:
        del os.environ[name]
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    url = db.engine.url.render_as_string(hide_password=False)
    config = DBOSConfig(
        name="wamigrate",
        system_database_url=url,
        system_database_engine=new_engine(url),
        executor_id=executor_id,
        application_version=VERSION,
        serializer=PortableJSON(),
        enable_otlp=False,
        notification_listener_polling_interval_sec=poll,
    )
    DBOS(config=config)
    DBOS.launch()


def _close_pickle() -> None:
    """A row may still claim to be pickled; whoever can write rows must not run code here."""

    def refuse(*_: object) -> NoReturn:
        raise StoreError("The engine's tables hold a pickled value, which is never read.")

    dbos._serialization.DefaultSerializer.deserialize = refuse  # type: ignore[assignment,method-assign]
    dbos._serialization.DefaultSerializer.serialize = refuse  # type: ignore[assignment,method-assign]


class _FileLock:
    """The runner of a SQLite store: there is one, so its executor id is always the same."""

    executor_id = "embedded"

    def __init__(self, db: Database) -> None:
        self._lock = RunnerLock(db)

    async def adopt(self) -> None:
        """Nothing to adopt: the next holder of the lock recovers everything at launch."""

    async def release(self) -> None:
        self._lock.release()


class _AdvisoryLock:
    """A runner's sign of life on PostgreSQL: a session lock named by its executor id."""

    def __init__(self, connection: Any, executor_id: str) -> None:
        self._connection = connection
        self.executor_id = executor_id

    @classmethod
    async def open(cls, db: Database) -> _AdvisoryLock:
        try:
            import asyncpg
        except ImportError:
            raise ConfigError("PostgreSQL needs asyncpg.", hint="pip install 'wamigrate[pg]'") from None
        dsn = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        keepalive = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
        connection = await asyncpg.connect(dsn, timeout=10, server_settings=keepalive)
        lock = cls(connection, f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}")
        if not await lock._try(lock.executor_id):
            raise Locked(f"The executor id {lock.executor_id} is taken.")
        connection.add_termination_listener(_leave)
        return lock

    async def _try(self, executor_id: str) -> bool:
        query = "select pg_try_advisory_lock(hashtextextended('wamigrate:' || $1, 0))"
        return bool(await self._connection.fetchval(query, executor_id))

    async def adopt(self) -> None:
        """Take over what dead runners were walking. Their lock is held until the takeover is complete."""
        pending = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        for other in {w.executor_id for w in pending} - {self.executor_id, None}:
            if await self._try(str(other)):
                await self._take_over(str(other))

    async def _take_over(self, other: str) -> None:
        try:
            dead = await DBOS.list_workflows_async(
                status="PENDING", executor_id=other, load_input=False, load_output=False
            )
            for workflow in dead:
                log.warning("taking over %s from %s", workflow.workflow_id, other)
                await DBOS.resume_workflows_async([workflow.workflow_id], queue_name=workflow.queue_name)
        finally:
            query = "select pg_advisory_unlock(hashtextextended('wamigrate:' || $1, 0))"
            await self._connection.fetchval(query, other)

    async def release(self) -> None:
        self._connection.remove_termination_listener(_leave)
        await self._connection.close()


def _leave(_: object) -> None:
    """Without the lock another runner may take over at any moment, so this one must not act any more."""
    log.critical("the connection that holds this runner's lock is gone: leaving")
    os._exit(75)
