"""Runs a migration as `wamigrate migrate NUMBER --execute --approve` does, and is hit at a named point.

    killing_runner.py NUMBER --record              print every point, one a line
    killing_runner.py NUMBER --kill "after X:done"  SIGKILL itself there
    killing_runner.py NUMBER --stop "before X:done" SIGSTOP itself there; go on when somebody wakes it

The points are the writes of the journal: nothing of the program is replaced.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from wamigrate import config
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.migration import operator
from wamigrate.migration.drive import drive
from wamigrate.migration.follow import Change
from wamigrate.migration.journal import OnWrite
from wamigrate.migration.status import exit_code
from wamigrate.store import migrations
from wamigrate.store.migrations import Migration
from wamigrate.store.opening import Store, open_store


def main(name: str, how: str, point: str = "") -> int:
    settings = config.load(Path("wamigrate.toml"))
    with open_store(settings) as store:
        migration = begin_or_resume(store, settings.find(name))
        return exit_code(asyncio.run(walk(settings, store, migration, observer(how, point))))


def begin_or_resume(store: Store, number: Number) -> Migration:
    found = store.db.read_now(lambda conn: migrations.latest(conn, number.phone_number_id))
    at = time.time()
    if found is None:
        return store.db.run_now(lambda conn: operator.begin(conn, number, path="A", options={}, at=at))
    return store.db.run_now(lambda conn: operator.resume(conn, found, at=at))


def observer(how: str, point: str) -> OnWrite:
    def record(seen: str) -> None:
        print(seen, flush=True)  # noqa: T201

    def hit(seen: str) -> None:
        if seen == point:
            os.kill(os.getpid(), signal.SIGKILL if how == "--kill" else signal.SIGSTOP)

    return record if how == "--record" else hit


async def walk(settings: Settings, store: Store, migration: Migration, on_write: OnWrite) -> Migration:
    def quiet(_: Change) -> None:
        pass

    return await drive(
        settings, store, migration, clock=SystemClock(), on_change=quiet, approve=True, on_write=on_write
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
