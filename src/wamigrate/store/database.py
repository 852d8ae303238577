"""The one way to our database: a function over a connection, in one transaction, off the event loop."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from wamigrate.errors import StoreError
from wamigrate.store.engines import PATIENCE, new_engine
from wamigrate.store.schema_files import SCHEMA, upgrade
from wamigrate.store.trouble import CLASHING, place_of, store_error, trouble_of

__all__ = ["Database", "new_engine"]

T = TypeVar("T")
Work = Callable[[sa.Connection], T]
THREADS = 4


class Database:
    """Our tables in SQLite or PostgreSQL.

    All transactions are serialisable: what one of them read is still true when it commits. So `work` may be
    called more than once (only after a certain rollback), and must have no effect but on its connection.
    """

    engine: sa.Engine
    dialect: Literal["sqlite", "postgresql"]
    url: str
    """With the password, for those who open connections of their own; never to be shown."""

    def __init__(self, engine: sa.Engine, *, patience: float = PATIENCE) -> None:
        self.engine = engine
        self.dialect = cast(Literal["sqlite", "postgresql"], engine.dialect.name)
        self.url = engine.url.render_as_string(hide_password=False)
        self._patience = patience
        # Our own threads: the workflow engine replaces the event loop's, and waits in them.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="wm-store")

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE, schema: Path = SCHEMA) -> Database:
        """Connect and bring the tables up to date; StoreError at once where that cannot be done."""
        engine = new_engine(url, patience=patience)
        try:
            upgrade(engine, schema)
        except SQLAlchemyError as error:
            engine.dispose()
            raise store_error(error, engine.url) from error
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, patience=patience)

    async def run(self, work: Work[T]) -> T:
        """One transaction: committed when `work` returns, rolled back when it raises.

        Cancelling the caller does not stop a transaction that has begun.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_now, work)

    async def read(self, work: Work[T]) -> T:
        """A transaction that sees one moment of the store, waits for no writer and changes nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, work)

    def run_now(self, work: Work[T]) -> T:
        """`run` for callers without an event loop."""
        return self._patiently(lambda: self._transaction(work, begin="BEGIN IMMEDIATE"))

    def read_now(self, work: Work[T]) -> T:
        """`read` for callers without an event loop."""
        return self._patiently(lambda: self._transaction(work, begin="BEGIN", readonly=True))

    async def scrub(self, *tables: str) -> bool:
        """After deleting from these tables: leave nothing of the deleted rows in the files.

        False when that was not possible now, for others kept the store busy.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.scrub_now, *tables)

    def scrub_now(self, *tables: str) -> bool:
        """`scrub` for callers without an event loop."""
        try:
            if self.dialect == "sqlite":
                return self._patiently(self._checkpoint)
            return self._patiently(lambda: self._rewrite(tables))
        except StoreError:
            return False

    def close(self) -> None:
        """Wait for running transactions and let go of all connections."""
        self._threads.shutdown()
        self.engine.dispose()

    def _patiently(self, attempt: Callable[[], T]) -> T:
        deadline = time.monotonic() + self._patience
        pause = 0.005
        while True:
            try:
                return attempt()
            except (DBAPIError, PoolTimeout) as error:
                trouble = trouble_of(error)
                if trouble is None or not trouble.passing or time.monotonic() + pause > deadline:
                    raise store_error(error, self.engine.url) from error
            # Two transactions that keep failing each other must not keep step.
            time.sleep(pause * (0.5 + secrets.randbelow(500) / 1000))
            pause = min(pause * 2, 1.0)

    def _transaction(self, work: Work[T], *, begin: str, readonly: bool = False) -> T:
        with self.engine.connect() as connection:
            if self.dialect == "sqlite":
                # sqlite3 would begin only before the first change: what was read earlier could be outdated.
                connection.exec_driver_sql(begin)
            else:
                level = "REPEATABLE READ" if readonly else "SERIALIZABLE"
                connection.execution_options(isolation_level=level, postgresql_readonly=readonly)
            result = work(connection)
            if not readonly:
                self._commit(connection)
        return result

    def _commit(self, connection: sa.Connection) -> None:
        try:
            connection.commit()
        except DBAPIError as error:
            trouble = trouble_of(error)
            if trouble is None or not trouble.passing or trouble is CLASHING:
                raise
            raise StoreError(
                f"The connection to {place_of(self.engine.url)} was lost in a commit that may have worked.",
                hint="Run the command again: it looks at what is there before it goes on.",
            ) from error

    def _checkpoint(self) -> bool:
        with self.engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        return not busy

    def _rewrite(self, tables: Sequence[str]) -> bool:
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in tables:
                # A plain VACUUM frees the space of dead rows, but leaves their bytes in it.
                connection.exec_driver_sql(f"VACUUM FULL {table}")
        return True
