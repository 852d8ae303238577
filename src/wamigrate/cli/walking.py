"""Running or following a migration from the command line, and what is said at its end."""

from __future__ import annotations

import asyncio
import signal
import sys
import time

import rich_click as click
from sqlalchemy import Connection

from wamigrate.cli.common import as_json, run_async
from wamigrate.cli.progress import Progress
from wamigrate.cli.show import show_gate
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.core.payload import JsonObject
from wamigrate.migration import operator
from wamigrate.migration.status import exit_code, status_of
from wamigrate.store import journal
from wamigrate.store.migrations import Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["confirmed", "drive_here", "gate_of", "json_option", "say_status", "walk"]

json_option = click.option(
    "--json", "json_", is_flag=True, help="Print the final status as one JSON document."
)


def walk(
    settings: Settings, store: Store, number: Number, migration: Migration, *, approve: bool, json_: bool
) -> int:
    """Run it or follow it until it waits, stops or is finished, and say what comes next."""
    ended = drive_here(settings, store, migration, approve=approve, quiet=json_)
    if ended.phase is Phase.WAITING and not json_ and not approve:
        details = store.db.read_now(lambda conn: gate_of(conn, ended.id))
        show_gate(number.name, details)
        if confirmed(number.name):
            at = time.time()
            ended = store.db.run_now(lambda conn: operator.approve(conn, settings, ended, at=at))
            ended = drive_here(settings, store, ended, approve=False, quiet=json_)
    say_status(store, number, json_=json_)
    failed_attempt = ended.phase is Phase.WAITING and approve
    return 1 if failed_attempt else exit_code(ended)


def drive_here(
    settings: Settings, store: Store, migration: Migration, *, approve: bool, quiet: bool
) -> Migration:
    from wamigrate.migration.drive import drive

    async def work() -> Migration:
        task = asyncio.current_task()
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with Progress(quiet=quiet) as progress:
            return await drive(
                settings, store, migration, clock=SystemClock(), on_change=progress.show, approve=approve
            )

    return run_async(work())


def gate_of(conn: Connection, migration_id: str) -> JsonObject:
    gates = [e for e in journal.entries(conn, migration_id) if e.step == "gate"]
    return gates[-1].data if gates else {}


def confirmed(name: str) -> bool:
    """Typed confirmation on a terminal; without one, nobody is asked and nothing is approved."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    given = click.prompt(
        f"Type {name} to confirm that its callers are stopped and to cut over now (Enter leaves it waiting)",
        default="",
        show_default=False,
        err=True,
    )
    return bool(given.strip() == name)


def say_status(store: Store, number: Number, *, json_: bool) -> None:
    entry = store.db.read_now(lambda conn: status_of(conn, number, time.time()))
    if json_:
        as_json(entry)
        return
    click.echo(f"{number.name}: {entry['phase']}, {entry['state']} ({entry['meaning']})")
    if entry["waiting_for"]:
        click.echo(f"Waiting for {entry['waiting_for']}")
    if entry["next"]:
        click.echo(f"Next: {entry['next']}")
