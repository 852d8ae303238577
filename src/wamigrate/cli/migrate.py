"""`wamigrate migrate`, `approve`, `cancel`, `resume`: everything that moves a number."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import rich_click as click

from wamigrate.cli.ask import ask_open_questions
from wamigrate.cli.common import as_json, number_argument, opened, run_async, say, settings_of
from wamigrate.cli.plan import read_plan
from wamigrate.cli.show import show_gate, show_plan
from wamigrate.cli.walking import confirmed, drive_here, gate_of, json_option, say_status, walk
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.core.payload import JsonObject
from wamigrate.errors import NotReady, UsageError
from wamigrate.migration import operator
from wamigrate.migration.plan import Path, find_path
from wamigrate.migration.status import exit_code
from wamigrate.migration.workbench import clients_of
from wamigrate.store import migrations
from wamigrate.store.migrations import Leg, Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["approve", "cancel", "migrate", "resume"]

ATTENDED = "BDE"


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
            given = {k: v for k, v in options.items() if v}
            store.db.run_now(lambda conn: migrations.set_options(conn, found, **given))
            begun = _take_up(settings, store, chosen, found)
        return walk(settings, store, chosen, begun, approve=approve_, json_=json_)


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
    _refuse_attended(number, path, [b.what for _, b in plan.blockers])
    return store.db.run_now(
        lambda conn: operator.begin(conn, number, path=path.letter, options=options, at=time.time())
    )


def _take_up(settings: Settings, store: Store, number: Number, found: Migration) -> Migration:
    """Resume what rests. Before the gate its path is found anew: the configuration may have changed."""
    if found.phase is Phase.STOPPED and found.leg is Leg.PREPARE:
        path = run_async(_path_now(settings, number))
        if path.letter != found.path and not path.done:
            _refuse_attended(number, path)
            found = store.db.run_now(lambda conn: operator.change_path(conn, found, path.letter))
    return store.db.run_now(lambda conn: operator.resume(conn, found, at=time.time()))


async def _path_now(settings: Settings, number: Number) -> Path:
    async with clients_of(number, settings, SystemClock()) as clients:
        return await find_path(number, clients)


def _refuse_attended(number: Number, path: Path, blockers: Sequence[str] = ()) -> None:
    if path.letter in ATTENDED:
        hint = f"wamigrate {'recover' if path.letter == 'D' else 'plan'} {number.name}"
        raise NotReady(f"Path {path.letter}: {path.why}", blockers=blockers, hint=hint)


def _say_finished(store: Store, number: Number, *, json_: bool) -> int:
    if not json_:
        say(f"'{number.name}' has been migrated already; nothing was done.")
    say_status(store, number, json_=json_)
    return 0


def _already_there(store: Store, number: Number, *, json_: bool) -> int:
    if not json_:
        click.echo(f"'{number.name}' is on Cloud API already. There is nothing to migrate.")
    else:
        say_status(store, number, json_=True)
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
            show_gate(number, store.db.read_now(lambda conn: gate_of(conn, found.id)))
            if sys.stdin.isatty() and not yes and not confirmed(number):
                raise UsageError("Not approved.", hint=f"It goes on waiting: wamigrate approve {number}")
            say("Approved: the callers of On-Premises are stopped.")
        approved = store.db.run_now(lambda conn: operator.approve(conn, settings, found, at=time.time()))
        ended = drive_here(settings, store, approved, approve=False, quiet=json_)
        say_status(store, chosen, json_=json_)
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
        ended = drive_here(settings, store, cancelled, approve=False, quiet=json_)
        say_status(store, chosen, json_=json_)
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
        resumed = _take_up(settings, store, chosen, found)
        if resumed.phase is not Phase.RUNNING:
            say_status(store, chosen, json_=json_)
            return 0
        return walk(settings, store, chosen, resumed, approve=False, json_=json_)
