"""SQLAlchemy engines as we need them: durable, patient, private.

The workflow engine keeps its tables through such an engine too. It applies none of its own settings to an
engine that it is given, so everything both of us rely on is set here.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from wamigrate.errors import StoreError
from wamigrate.store.place import KNOWN_URLS

__all__ = ["PATIENCE", "new_engine", "use_wal"]

PATIENCE = 30.0
"""Seconds to wait for a lock, or for a database server that is away for a moment."""

WITH_SUBSEC = (3, 42)
"""The first SQLite that knows `unixepoch('subsec')`. On Python 3.12 and newer the workflow engine asks for it
whatever SQLite there is; Debian 12 has 3.40."""
TIMEOUTS = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
POSTGRESQL_DEFAULTS = {
    "application_name": "wamigrate",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": TIMEOUTS,
}


def new_engine(url: str, *, patience: float = PATIENCE) -> sa.Engine:
    """An engine for `sqlite:///PATH` or `postgresql://…`; StoreError for anything else."""
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("[store] url cannot be read.", hint=KNOWN_URLS) from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        return _sqlite(parsed, patience)
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return _postgresql(parsed)
    raise StoreError("[store] url names a database that wamigrate does not know.", hint=KNOWN_URLS)


def _sqlite(url: sa.URL, patience: float) -> sa.Engine:
    _make_private(Path(str(url.database)))
    engine = sa.create_engine(url, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=FULL")
        if sqlite3.sqlite_version_info < WITH_SUBSEC:
            connection.create_function("unixepoch", 1, _unixepoch)
        use_wal(connection, time.monotonic() + patience)

    return engine


def _unixepoch(modifier: str) -> float | None:
    """What SQLite's own says to the one question that the workflow engine asks."""
    return round(time.time(), 3) if modifier == "subsec" else None


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, so that it and its `-wal` are never readable by others."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        hint = "Check the folder and its rights, or choose another place with [store] url."
        raise StoreError(f"The store {path} cannot be made: {error.strerror}.", hint=hint) from error


def use_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Switch to write-ahead logging; tries until the monotonic `deadline` while the file is busy."""
    # Two processes that meet a new file both want to switch it: SQLite then reports BUSY without waiting.
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql(url: sa.URL) -> sa.Engine:
    defaults: dict[str, Any] = {k: v for k, v in POSTGRESQL_DEFAULTS.items() if k not in url.query}
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args=defaults,
    )

    @sa.event.listens_for(engine, "handle_error")
    def notice_dead_socket(context: ExceptionContext) -> None:
        # psycopg's words for a Unix socket whose server went away; SQLAlchemy does not know them.
        if "connection is bad" in str(context.original_exception):
            context.is_disconnect = True

    return engine
