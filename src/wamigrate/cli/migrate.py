"""`wamigrate migrate`, `approve`, `cancel`, `resume`, `complete`: everything that moves a number."""

from __future__ import annotations

import asyncio
import signal
import sys
import time

import rich_click as click
from sqlalchemy import Connection

from wamigrate.cli.ask import ask_open_questions
from wamigrate.cli.common import as_json, number_argument, opened, run_async, say, settings_of
from wamigrate.cli.plan import read_plan
from wamigrate.cli.progress import Progress
from wamigrate.cli.show import show_gate, show_plan
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.core.payload import JsonObject
from wamigrate.errors import NotReady, UsageError
from wamigrate.migration import operator
from wamigrate.migration.status import exit_code, status_of
from wamigrate.store import journal, migrations
from wamigrate.store.migrations import Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["approve", "cancel", "complete", "migrate", "resume"]

ATTENDED = "BDE"
json_option = click.option(
    "--json", "json_", is_flag=True, help="Print the final status as one JSON document."
)


@click.command()
@number_argument()
@click.option("--execute", is_flag=True, help="Act. Without it, the plan is shown and nothing happens.")
@click.option(
    "--approve", "approve_", is_flag=True, help="Say yes at the gate: callers are stopped, cut over now."
)
@click.option("--accept-findings", is_flag=True, help="Go on though the traffic has known findings.")
@click.option("--ignore-pending", is_flag=True, help="Go on though On-Premises still has messages to send.")
@json_option
@click.pass_context
def migrate(
    ctx: click.Context,
    number: str,
    execute: bool,
    approve_: bool,
    accept_findings: bool,
    ignore_pending: bool,
    json_: bool,
) -> int:
    """Move NUMBER to Cloud API: start, attach to a running migration, or resume one that stopped.

    Example: wamigrate migrate main --execute
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    options = {"accept_findings": accept_findings, "ignore_pending": ignore_pending}
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: migrations.latest(conn, chosen.phone_number_id))
        if found is not None and found.phase in {Phase.FINISHED, Phase.COMPLETED}:
            return _say_finished(store, chosen, json_=json_)
        if not execute:
            return _only_plan(settings, store, chosen, accept_findings=accept_findings, json_=json_)
        if found is None or found.ended_at is not None:
            if not json_:
                ask_open_questions(store, chosen)
            begun = _begin(settings, store, chosen, options)
            if begun is None:
                return _already_there(store, chosen, json_=json_)
        else:
            begun = _attach(store, found, {k: v for k, v in options.items() if v})
        return _walk(settings, store, chosen, begun, approve=approve_, json_=json_)


def _only_plan(
    settings: Settings, store: Store, number: Number, *, accept_findings: bool, json_: bool
) -> int:
    plan = run_async(read_plan(number, settings, store, accept_findings=accept_findings))
    if json_:
        as_json(plan.as_json())
    else:
        show_plan(plan)
        say("Nothing was done: --execute acts.")
    return int(bool(plan.blockers))


def _begin(settings: Settings, store: Store, number: Number, options: JsonObject) -> Migration | None:
    """A new migration; None where the number is on Cloud API already."""
    plan = run_async(read_plan(number, settings, store, accept_findings=bool(options["accept_findings"])))
    path = plan.path
    if path.done:
        return None
    if path.letter in ATTENDED:
        blockers = [b.what for _, b in plan.blockers]
        raise NotReady(
            f"Path {path.letter}: {path.why}", blockers=blockers, hint=f"wamigrate plan {number.name}"
        )
    return store.db.run_now(
        lambda conn: operator.begin(conn, number, path=path.letter, options=options, at=time.time())
    )


def _attach(store: Store, found: Migration, options: JsonObject) -> Migration:
    if options:
        store.db.run_now(lambda conn: migrations.set_options(conn, found, **options))
    return store.db.run_now(lambda conn: operator.resume(conn, found, at=time.time()))


def _walk(
    settings: Settings, store: Store, number: Number, migration: Migration, *, approve: bool, json_: bool
) -> int:
    """Run it or follow it until it waits, stops or is finished, and say what comes next."""
    ended = _drive(settings, store, migration, approve=approve, quiet=json_)
    if ended.phase is Phase.WAITING and not json_ and not approve:
        details = store.db.read_now(lambda conn: _gate_of(conn, ended.id))
        show_gate(number.name, details)
        if _confirmed(number.name):
            at = time.time()
            ended = store.db.run_now(lambda conn: operator.approve(conn, settings, ended, at=at))
            ended = _drive(settings, store, ended, approve=False, quiet=json_)
    _say_status(store, number, json_=json_)
    failed_attempt = ended.phase is Phase.WAITING and approve
    return 1 if failed_attempt else exit_code(ended)


def _drive(
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


def _gate_of(conn: Connection, migration_id: str) -> JsonObject:
    gates = [e for e in journal.entries(conn, migration_id) if e.step == "gate"]
    return gates[-1].data if gates else {}


def _confirmed(name: str) -> bool:
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


def _say_status(store: Store, number: Number, *, json_: bool) -> None:
    entry = store.db.read_now(lambda conn: status_of(conn, number, time.time()))
    if json_:
        as_json(entry)
        return
    click.echo(f"{number.name}: {entry['phase']}, {entry['state']} ({entry['meaning']})")
    if entry["waiting_for"]:
        click.echo(f"Waiting for {entry['waiting_for']}")
    if entry["next"]:
        click.echo(f"Next: {entry['next']}")


def _say_finished(store: Store, number: Number, *, json_: bool) -> int:
    if not json_:
        say(f"'{number.name}' has been migrated already; nothing was done.")
    _say_status(store, number, json_=json_)
    return 0


def _already_there(store: Store, number: Number, *, json_: bool) -> int:
    if not json_:
        click.echo(f"'{number.name}' is on Cloud API already. There is nothing to migrate.")
    else:
        _say_status(store, number, json_=True)
    return 0


@click.command()
@number_argument()
@click.option("--yes", is_flag=True, help="Do not ask: callers are stopped, cut over now.")
@json_option
@click.pass_context
def approve(ctx: click.Context, number: str, yes: bool, json_: bool) -> int:
    """Say yes at the gate of NUMBER: its callers are stopped, and it may cut over now.

    Goes on by itself if no runner lives.

    Example: wamigrate approve main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: operator.require(conn, chosen))
        if found.phase is Phase.WAITING and not json_:
            show_gate(number, store.db.read_now(lambda conn: _gate_of(conn, found.id)))
            if sys.stdin.isatty() and not yes and not _confirmed(number):
                raise UsageError("Not approved.", hint=f"It goes on waiting: wamigrate approve {number}")
            say("Approved: the callers of On-Premises are stopped.")
        approved = store.db.run_now(lambda conn: operator.approve(conn, settings, found, at=time.time()))
        ended = _drive(settings, store, approved, approve=False, quiet=json_)
        _say_status(store, chosen, json_=json_)
        return 1 if ended.phase is Phase.WAITING else exit_code(ended)


@click.command()
@number_argument()
@json_option
@click.pass_context
def cancel(ctx: click.Context, number: str, json_: bool) -> int:
    """Stop the migration of NUMBER and give traffic back. Works until `register` is sent.

    Example: wamigrate cancel main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: operator.require(conn, chosen))
        cancelled = store.db.run_now(lambda conn: operator.cancel(conn, found, at=time.time()))
        ended = _drive(settings, store, cancelled, approve=False, quiet=json_)
        _say_status(store, chosen, json_=json_)
        return 0 if ended.phase is Phase.CANCELLED else 1


@click.command()
@number_argument()
@json_option
@click.pass_context
def resume(ctx: click.Context, number: str, json_: bool) -> int:
    """Go on with NUMBER after a stop, a crash or a reboot. Never registers twice.

    Example: wamigrate resume main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: operator.require(conn, chosen))
        if found.phase in {Phase.FINISHED, Phase.COMPLETED}:
            return _say_finished(store, chosen, json_=json_)
        resumed = store.db.run_now(lambda conn: operator.resume(conn, found, at=time.time()))
        if resumed.phase is not Phase.RUNNING:
            _say_status(store, chosen, json_=json_)
            return 0
        return _walk(settings, store, chosen, resumed, approve=False, json_=json_)


@click.command()
@number_argument()
@json_option
@click.pass_context
def complete(ctx: click.Context, number: str, json_: bool) -> int:
    """Close the finished migration of NUMBER: hand over a generated PIN, once, and destroy its secrets.

    Example: wamigrate complete main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: operator.require(conn, chosen))
        pin = run_async(_generated_pin(store, found))
        store.db.read_now(lambda conn: operator.require_ended(conn, found))
        document = {"name": number, "pin": pin, "migration": found.id}
        if json_:
            as_json(document)
        elif pin is not None:
            click.echo(f"PIN of {number}: {pin}")
            say("Keep it: it is shown this once, and every later registration needs it.")
        sys.stdout.flush()
        store.db.run_now(lambda conn: operator.close(conn, found, at=time.time()))
        run_async(store.secrets.destroy(found.id))
    if not json_:
        click.echo(f"{number}: completed. Its backup metadata and other secrets are destroyed.")
    return 0


async def _generated_pin(store: Store, migration: Migration) -> str | None:
    """The PIN in clear if we made it and it was used; it is about to be handed over."""
    entries = await store.db.read(lambda conn: journal.entries(conn, migration.id))
    outputs = [e.data for e in entries if e.step == "settle_two_step" and e.kind is journal.Kind.DONE]
    if not outputs or outputs[-1].get("pin") != "generated":
        return None
    pin = await store.secrets.get(migration.id, "pin")
    return pin.reveal() if pin else None
