"""Walks a migration: asks `course.decide` what comes next and does it, with a journal row before and after.

The workflow engine calls `advance` until it says that this run is over. What comes next is read anew each
time, so calling it once more after a crash changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import Connection

from wamigrate.core.payload import JsonObject
from wamigrate.errors import ApiError, ConfigError, StepFailed, StoreError, WamigrateError
from wamigrate.migration.chain import step_named
from wamigrate.migration.context import Context
from wamigrate.migration.course import Action, decide, failure_of
from wamigrate.migration.gate import gate_details
from wamigrate.migration.journal import Also, Superseded, is_open
from wamigrate.migration.state import MEANING, State
from wamigrate.migration.step import Step
from wamigrate.migration.workbench import Workbench
from wamigrate.store import migrations
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Phase

__all__ = ["Walker"]

PROVING_USE = frozenset({"confirm_registration", "confirm_subscription", "verify_health"})
"""Steps whose failure means that the number is registered but cannot be used."""

log = logging.getLogger("wamigrate.migration")


class Walker:
    """What the engine drives. One for each process."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._crossing = 0
        self._nobody_crosses = asyncio.Event()
        self._nobody_crosses.set()

    async def uncrossed(self) -> None:
        """Wait until no `register` is in flight here, so that an interrupt does not cut one off."""
        await self._nobody_crosses.wait()

    async def advance(self, migration_id: str, run: int) -> bool:
        """Do what comes next; False when this run is over."""
        try:
            ctx = await self._workbench.context(migration_id)
        except ConfigError as error:
            await self._give_up(migration_id, run, error)
            return False
        action = decide(ctx.migration, ctx.entries) if ctx.migration.run == run else Action("nothing")
        if action.what == "nothing":
            return False
        try:
            await self._do(ctx, action)
        except Superseded:
            log.warning("another process has taken over %s", migration_id)
            return False
        finally:
            await ctx.journal.keep_calls(action.step or action.what)
        return True

    async def _give_up(self, migration_id: str, run: int, error: ConfigError) -> None:
        """The number is not in wamigrate.toml any more, or cannot be used as it stands there."""

        def work(conn: Connection) -> None:
            row = migrations.lock(conn, migration_id)
            if row.run == run and row.phase is Phase.RUNNING:
                told = f"you: {error.message} {error.hint or ''}".strip()
                following = f"wamigrate resume {row.number}"
                migrations.update(conn, row.id, phase=Phase.STOPPED, waiting_for=told, next=following)

        await self._workbench.db.run(work)

    async def _do(self, ctx: Context, action: Action) -> None:
        match action.what:
            case "perform":
                await self._perform(ctx, step_named(action.step))
            case "undo":
                await _undo(ctx, step_named(action.step))
            case "gate":
                await _reach_gate(ctx)
            case "stop":
                await _stop(ctx)
            case "finish":
                await _settle_phase(ctx, Phase.FINISHED, _last_look(ctx), "complete")
            case "cancelled":
                waiting_for, following = _after_cancelling(ctx)
                await _settle_phase(ctx, Phase.CANCELLED, waiting_for, following, ended=True)
            case "nothing":
                return

    async def _perform(self, ctx: Context, step: Step) -> None:
        if step.perform is None:
            await _perform(ctx, step)
            return
        await ctx.run(_announced(ctx, step))
        if ctx.migration.intended_at is not None:
            # The call is over: what follows only looks, and whoever comes next looks again.
            await step.perform(ctx, step)
            return
        self._crossing += 1
        self._nobody_crosses.clear()
        try:
            await step.perform(ctx, step)
        finally:
            self._crossing -= 1
            if not self._crossing:
                self._nobody_crosses.set()


def _announced(ctx: Context, step: Step) -> Also:
    """Let `status` name the step, as something to do inside a transaction."""
    migration, at = ctx.migration, ctx.now()
    since = migration.since if migration.step == step.name else at

    def work(conn: Connection) -> None:
        migrations.update(conn, migration.id, step=step.name, since=since, waiting_for=None, next=None)

    return work


async def _perform(ctx: Context, step: Step) -> None:
    """intended → run → done or refused."""
    this_run: Sequence[Entry] = [e for e in ctx.entries if e.run == ctx.migration.run]
    if is_open(this_run, step.name):
        found = await step.probe(ctx)
        if found.state not in step.acts_in:
            told = f"{step.name} was interrupted, and the number is {MEANING[found.state]}: {found.why}"
            await ctx.journal.write(step.name, Kind.REFUSED, {"told": told, "found": found.as_json()})
            return
    await ctx.journal.write(step.name, Kind.INTENDED, also=_announced(ctx, step))
    try:
        output = await step.run(ctx)
    except (Superseded, StoreError):
        raise
    except WamigrateError as error:
        await ctx.journal.write(step.name, Kind.REFUSED, _refusal(error))
    except Exception as error:
        log.exception("%s failed in %s", step.name, ctx.migration.id)
        told = f"Internal error in {step.name}: {type(error).__name__}. The log has the details."
        await ctx.journal.write(step.name, Kind.REFUSED, {"told": told, "todo": "Report it, then resume."})
    else:
        await ctx.journal.write(step.name, Kind.DONE, output)


def _refusal(error: WamigrateError) -> JsonObject:
    data: JsonObject = {"told": error.message, "todo": error.hint, "error": type(error).__name__}
    if isinstance(error, StepFailed):
        data |= error.found
    if isinstance(error, ApiError):
        data |= {
            "status": error.status,
            "code": error.code,
            "subcode": error.subcode,
            "details": error.details,
        }
        data["fbtrace_id"] = getattr(error, "fbtrace_id", None)
    return data


async def _undo(ctx: Context, step: Step) -> None:
    if step.undo is None:
        raise TypeError(f"{step.name} has no undo")
    await ctx.journal.write(step.name, Kind.UNDONE, await step.undo(ctx))


async def _reach_gate(ctx: Context) -> None:
    details = await gate_details(ctx)
    refused = failure_of([e for e in ctx.entries if e.run == ctx.migration.run])
    waiting_for = "you: approve or cancel"
    if refused is not None:
        waiting_for = f"you: {refused.data.get('told')} {refused.data.get('todo') or ''}".strip()
        details["refused"] = refused.data.get("told")
    await ctx.journal.write(
        "gate",
        Kind.OBSERVED,
        {"what": "gate", **details},
        also=_phase(ctx, Phase.WAITING, waiting_for, "approve", leg="prepare", step="gate"),
    )


async def _stop(ctx: Context) -> None:
    this_run = [e for e in ctx.entries if e.run == ctx.migration.run]
    reasons = [e for e in this_run if e.data.get("told") or e.data.get("what") == "stop"]
    last = reasons[-1] if reasons else None
    data = last.data if last else {}
    told, todo = data.get("told") or "The outcome is not known.", data.get("todo")
    state = data.get("state")
    if last is not None and last.data.get("what") == "stop" and state:
        told = f"{MEANING[State(state)].capitalize()}. {data.get('told') or data['found']['why']}"
    values: dict[str, object] = {}
    if last is not None and last.step in PROVING_USE:
        values["state"] = State.S2B.value
    following = "recover" if ctx.migration.state == State.S3.value else "resume"
    await ctx.run(_phase(ctx, Phase.STOPPED, f"you: {told} {todo or ''}".strip(), following, **values))


def _after_cancelling(ctx: Context) -> tuple[str | None, str | None]:
    """A PIN that the On-Premises admin has set already must be handed over all the same."""
    following: str | None = None
    told = []
    attached = ctx.last("attach_bridge")
    if attached is not None and attached.data.get("problem"):
        following = "bridge detach"
        told.append(f"{attached.data['problem']} Then: wamigrate bridge detach {ctx.migration.number}.")
    settled = ctx.output_of("settle_two_step") or {}
    if settled.get("set_by") == "On-Premises admin":
        following = "complete"
        told.append("the PIN was changed; complete hands over the new one")
    return (f"you: {' '.join(told)}" if told else None), following


def _last_look(ctx: Context) -> str:
    unexpected = (ctx.output_of("compare_snapshot") or {}).get("unexpected") or []
    found = f" ({len(unexpected)} not as expected: {', '.join(unexpected)})" if unexpected else ""
    return f"you: look at the report{found}, then complete"


async def _settle_phase(
    ctx: Context, phase: Phase, waiting_for: str | None, following: str | None, *, ended: bool = False
) -> None:
    values: dict[str, object] = {"ended_at": ctx.now()} if ended else {}
    if phase is Phase.FINISHED:
        values["state"] = State.S2.value
    await ctx.run(_phase(ctx, phase, waiting_for, following, **values))


def _phase(
    ctx: Context, phase: Phase, waiting_for: str | None, following: str | None, **values: object
) -> Also:
    """A change of phase as something to do inside a transaction, if this run is still the current one."""
    at, migration = ctx.now(), ctx.migration
    command = f"wamigrate {following} {migration.number}" if following else None

    def work(conn: Connection) -> None:
        if migrations.lock(conn, migration.id).run == migration.run:
            migrations.update(
                conn, migration.id, phase=phase, since=at, waiting_for=waiting_for, next=command, **values
            )

    return work
