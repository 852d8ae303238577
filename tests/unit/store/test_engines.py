"""Engines for both of our users, ours and the workflow engine's: what neither may have to think of."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.postgres import postgres
from wamigrate.store.engines import new_engine, use_wal

Locked = tuple[Path, sqlite3.Connection]


class Watched(sqlite3.Connection):
    """Tells when a statement failed."""

    on_failure: Callable[[], object] = staticmethod(lambda: None)
    failures = 0

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql)
        except sqlite3.OperationalError:
            self.failures += 1
            self.on_failure()
            raise


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    """A new file and a connection that is just making its first table."""
    file = tmp_path / "w.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield file, other


@contextmanager
def connect(file: Path, mode: str = "rwc") -> Iterator[Watched]:
    with closing(
        sqlite3.connect(f"file:{file}?mode={mode}", uri=True, factory=Watched, timeout=0)
    ) as watched:
        assert isinstance(watched, Watched)
        yield watched


def test_a_file_that_another_process_is_setting_up_is_waited_for(
    locked: Locked,
) -> None:
    file, other = locked
    with connect(file) as connection:
        connection.on_failure = lambda: other.execute("commit")
        use_wal(connection, time.monotonic() + 60)
        assert connection.failures == 1
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_the_wait_for_another_process_ends(locked: Locked) -> None:
    with connect(locked[0]) as connection, pytest.raises(sqlite3.OperationalError, match="locked"):
        use_wal(connection, time.monotonic() - 1)


def test_other_errors_are_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "w.db"
    with connect(file) as connection:
        connection.execute("create table t (n integer)")
    with connect(file, "ro") as connection:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            use_wal(connection, time.monotonic() + 60)
        assert connection.failures == 1


def test_a_socket_without_a_server_counts_as_a_lost_connection() -> None:
    engine = new_engine("postgresql://me@/w?host=/no/such/folder")
    with pytest.raises(OperationalError) as caught:
        engine.connect()
    assert caught.value.connection_invalidated


def test_the_pool_replaces_connections_that_a_restart_broke() -> None:
    engine = new_engine(postgres().new_database())
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("select 1").scalar() == 1
        postgres().restart()
    engine.dispose()


def test_any_sqlite_tells_the_time_in_milliseconds(tmp_path: Path) -> None:
    engine = new_engine(f"sqlite:///{tmp_path / 'w.db'}")
    with engine.begin() as connection:
        told = connection.exec_driver_sql("SELECT unixepoch('subsec')").scalar_one()
        connection.exec_driver_sql(
            "CREATE TABLE t (id, at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000))"
        )
        connection.exec_driver_sql("INSERT INTO t (id) VALUES (1)")
        kept = connection.exec_driver_sql("SELECT at FROM t").scalar_one()
    engine.dispose()
    assert abs(told - time.time()) < 60
    assert abs(kept / 1000 - told) < 60
