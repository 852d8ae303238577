"""Runs a migration as `wamigrate migrate NUMBER --execute --approve` does, and is hit at a named point.

    killing_runner.py NUMBER --record                    print every point, one a line
    killing_runner.py NUMBER --kill "after X:done"       SIGKILL itself there
    killing_runner.py NUMBER --stop "before X:done"      SIGSTOP itself there; go on when somebody wakes it
    killing_runner.py NUMBER --interrupt "after X:done"  SIGINT itself there, as Ctrl-C does
    killing_runner.py --serve                            fork a process for each job that comes in

The points are the writes of the journal: nothing of the program is replaced. `--serve` saves the imports:
each line it reads is a job (this script, or a command of `wamigrate`), each line it writes an exit code.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from wamigrate import config
from wamigrate.cli import main as cli
from wamigrate.cli.common import run_async
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

SIGNALS = {"--kill": signal.SIGKILL, "--stop": signal.SIGSTOP, "--interrupt": signal.SIGINT}
LATE_IMPORTS = ("cli.migrate", "cli.recover", "clients.aiohttp_transport", "clients.pyreqwest_transport")


def main(name: str, how: str, point: str = "") -> int:
    settings = config.load(Path("wamigrate.toml"))
    with open_store(settings) as store:
        migration = begin_or_resume(store, settings.find(name))
        return exit_code(run_async(walk(settings, store, migration, observer(how, point))))


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
            os.kill(os.getpid(), SIGNALS[how])

    return record if how == "--record" else hit


async def walk(settings: Settings, store: Store, migration: Migration, on_write: OnWrite) -> Migration:
    def quiet(_: Change) -> None:
        pass

    return await drive(
        settings, store, migration, clock=SystemClock(), on_change=quiet, approve=True, on_write=on_write
    )


def serve() -> int:
    for name in LATE_IMPORTS:
        importlib.import_module(f"wamigrate.{name}")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            be_the_job(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
    return 0


def be_the_job(job: dict[str, Any]) -> NoReturn:
    """The rest of a forked process's life; after `limit` seconds SIGALRM ends it."""
    code = 70
    try:
        signal.alarm(job["limit"])
        for number, file in ((1, job["out"]), (2, job["err"])):
            os.dup2(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(job["folder"])
        os.environ.clear()
        os.environ.update(job["environ"])
        arguments = job["arguments"]
        code = cli.main(arguments) if job["command"] == "wamigrate" else main(*arguments)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1:] == ["--serve"] else main(*sys.argv[1:]))
