"""Register the number with Cloud API: one call, the point of no return.

Why: this is the move. On-Premises is disconnected by it, and there has been no way back since July 2024.
Does: looks at both sides; writes the intent in one transaction that also asks whether the hold is ours,
the approval open, nobody has cancelled and fewer than three attempts stand in 72 hours; sends one call on
a connection of its own; writes the outcome. Whatever is not a clear yes is settled by reading both sides,
never by a second call.
Undo: none. Before the call there is nothing to undo; after it there is no way back.
Source: migration guide, step 3 "Register the Number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from wamigrate.clients.cloud import Backup
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, MaybeSent, NotSent, StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.journal import Also, Superseded
from wamigrate.migration.probe import probe
from wamigrate.migration.register_answers import row_for
from wamigrate.migration.state import Probe, State
from wamigrate.migration.step import AFTER, Blocker, Prospect, Step
from wamigrate.migration.steps.back_up_settings import fingerprint
from wamigrate.store import approvals, guard, journal, migrations
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Leg

__all__ = ["step"]

step = Step(__name__, point_of_no_return=True)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if prospect.path in {"B", "D", "E"}:
        yield Blocker(
            f"Path {prospect.path} needs a person at each step (one-time code by SMS or voice).",
            f"wamigrate recover {prospect.number.name}",
        )


@step.performs
async def cross(ctx: Context, step: Step) -> None:
    """Call once, or settle what an earlier call did."""
    if ctx.migration.intended_at is None:
        await _call_once(ctx)
    else:
        await _settle(ctx, ctx.last(step.name))


async def _call_once(ctx: Context) -> None:
    found = await probe(ctx, sent_at=None)
    if found.state in AFTER:
        await _pass(ctx, None, {"found": found.as_json()})
        return
    approved = await _approved_state(ctx)
    try:
        if not _is(found.state, approved):
            raise StepFailed(f"The number is in {found.state}: {found.why}", step=step.name)
        pin, backup = await _pin(ctx), await _backup(ctx)
        intent = await _intend(ctx, approved, found, backup)
    except (StepFailed, guard.Refused) as refusal:
        hint = getattr(refusal, "hint", None)
        data = {"told": str(refusal), "todo": hint, "answered": False, "never_intended": True}
        await ctx.journal.write(step.name, Kind.REFUSED, data, also=_in_state(ctx, approved, found.state))
        return
    await _send(ctx, intent, pin, backup)


def _in_state(ctx: Context, approved: State, state: State) -> Also:
    """What was seen, for `status`, where it is clear and not what was approved."""

    def work(conn: Connection) -> None:
        if state is not State.S1 and not _is(state, approved):
            migrations.update(conn, ctx.migration.id, state=state.value)

    return work


async def _approved_state(ctx: Context) -> State:
    approval = await ctx.run(lambda conn: approvals.current(conn, ctx.migration.id))
    return State(approval.from_state) if approval else ctx.from_state


def _is(found: State, approved: State) -> bool:
    """Whether the number is where the approval says. Without a call under way, down on both looks like SX."""
    return found is approved or (approved is State.S3 and found is State.SX)


async def _pin(ctx: Context) -> Secret:
    pin = await ctx.secret("pin")
    if pin is None or not re.fullmatch(r"[0-9]{6}", pin.reveal()):
        raise StepFailed(
            "The PIN is not six digits.", step=step.name, hint="Correct `pin` in wamigrate.toml."
        )
    return pin


async def _backup(ctx: Context) -> Backup | None:
    """The metadata exactly as it was taken; a changed one would turn into a one-time-code case."""
    data, password = await ctx.secret("backup_data"), await ctx.secret("backup_password")
    taken = ctx.output_of("back_up_settings") or {}
    if data is None or password is None:
        if taken.get("backup") != "none":
            raise StepFailed("The backup metadata is missing.", step=step.name, hint="Resume takes it again.")
        return None
    last = ctx.last("back_up_settings")
    can_be_taken_again = taken.get("backup") == "taken" and ctx.migration.leg is not Leg.RECOVER
    if can_be_taken_again and last and ctx.now() - last.at > ctx.timing.backup_max_age:
        raise StepFailed("The backup metadata is too old.", step=step.name, hint="Resume takes it again.")
    if fingerprint(data)["sha256"] != taken.get("sha256"):
        raise StepFailed("The backup metadata is not the one that was taken.", step=step.name)
    return Backup(data=data, password=password)


async def _intend(ctx: Context, approved: State, found: Probe, backup: Backup | None) -> Entry:
    """The guard: after this commit exactly one call goes out."""
    held = ctx.output_of("hold_traffic") or {}
    data = {"with_backup": backup is not None, "before": found.as_json()}
    at = ctx.now()

    def work(conn: Connection) -> Entry:
        return guard.intend_register(
            conn,
            ctx.migration,
            step=step.name,
            epoch=int(held.get("epoch", -1)),
            state=approved.value,
            at=at,
            data=data,
        )

    return await ctx.journal.around(f"{step.name}:intended", work)


async def _send(ctx: Context, intent: Entry, pin: Secret, backup: Backup | None) -> None:
    """The one call, and the row that says how it ended. What is no clear yes is settled in its own turn."""
    if ctx.now() - intent.at > ctx.timing.register_send_limit:
        paused = _not_sent("The process was paused for too long before the call.")
        await _end(ctx, intent, Kind.REFUSED, paused)
        return
    try:
        yes = await ctx.cloud.register(ctx.number.phone_number_id, pin=pin, backup=backup)
    except NotSent as error:
        await _end(ctx, intent, Kind.REFUSED, _not_sent(error.message))
    except MaybeSent as error:
        await _end(ctx, intent, Kind.UNKNOWN, {"told": error.message, "answered": False})
    except CloudError as error:
        await _refusal(ctx, intent, error)
    else:
        if yes:
            await _pass(ctx, intent, {"answer": "success"})
        else:
            told = {"told": "Meta answered success: false.", "answered": True, "ended": False}
            await _end(ctx, intent, Kind.UNKNOWN, told)


def _not_sent(why: str) -> JsonObject:
    return {"told": f"register was not sent. {why}", "answered": False, "ended": True}


async def _refusal(ctx: Context, intent: Entry, error: CloudError) -> None:
    row = row_for(error)
    data = {
        "told": f"{row.told} ({error.message})",
        "details": error.details,
        "todo": row.todo.format(number=ctx.number.name),
        "code": error.code,
        "subcode": error.subcode,
        "status": error.status,
        "fbtrace_id": error.fbtrace_id,
        "answered": True,
        "ended": row.clear,
    }
    await _end(ctx, intent, Kind.REFUSED if row.clear else Kind.UNKNOWN, data)


async def _end(ctx: Context, intent: Entry, kind: Kind, data: JsonObject) -> None:
    """Write how the call ended, unless another process has taken over since."""

    def still_ours(conn: Connection) -> None:
        _require_ours(conn, ctx, intent)
        if data["answered"]:
            approvals.spend(conn, ctx.migration.id, ctx.now())

    await ctx.journal.write(step.name, kind, data, also=still_ours)


def _require_ours(conn: Connection, ctx: Context, intent: Entry) -> None:
    migrations.lock(conn, ctx.migration.id)
    rows = [
        e
        for e in journal.entries(conn, ctx.migration.id)
        if e.step == step.name and e.kind is not Kind.OBSERVED
    ]
    if rows[-1].n != intent.n:
        raise Superseded


async def _pass(ctx: Context, intent: Entry | None, data: JsonObject) -> None:
    """The number is on Cloud API."""
    at, shown = ctx.now(), ctx.journal.fit(data)

    def work(conn: Connection) -> Entry:
        if intent is not None:
            _require_ours(conn, ctx, intent)
        guard.passed(conn, ctx.migration, step=step.name, at=at, data=shown)
        return journal.entries(conn, ctx.migration.id)[-1]

    await ctx.journal.around(f"{step.name}:done", work)


async def _settle(ctx: Context, last: Entry | None) -> None:
    """Read both sides until they say what became of the call, and write that down."""
    data = (
        last.data
        if last is not None and last.kind is not Kind.INTENDED
        else {"answered": False, "told": None}
    )
    sent_at = await _sent_at(ctx)
    found = await probe(ctx, sent_at=sent_at, ended=bool(data.get("ended")))
    if found.state in AFTER:
        await _pass(ctx, last, {"answer": data.get("told"), "found": found.as_json()})
    elif _is(found.state, await _approved_state(ctx)):
        await _nothing_happened(ctx, last, data, found)
    else:
        await _call_a_person(ctx, last, data, found)


async def _sent_at(ctx: Context) -> float:
    row = await ctx.run(lambda conn: migrations.get(conn, ctx.migration.id))
    return row.intended_at if row.intended_at is not None else ctx.now()


async def _nothing_happened(ctx: Context, last: Entry | None, data: JsonObject, found: Probe) -> None:
    """The number is where it was. Only a call that a crash interrupted may be made again by itself."""
    again = last is not None and last.kind is Kind.INTENDED
    closing = {
        "state": found.state.value,
        "again": again,
        "answered": data["answered"],
        "told": _no_effect(data),
        "todo": data.get("todo") or (None if data["answered"] else "Resuming uses the approval again."),
        "found": found.as_json(),
    }
    at, shown = ctx.now(), ctx.journal.fit(closing)

    def work(conn: Connection) -> Entry:
        if last is not None:
            _require_ours(conn, ctx, last)
        guard.nothing_happened(conn, ctx.migration, step=step.name, at=at, data=shown)
        return journal.entries(conn, ctx.migration.id)[-1]

    await ctx.journal.around(f"{step.name}:undone", work)


def _no_effect(data: JsonObject) -> str:
    told = data.get("told")
    return f"register had no effect: the number is where it was.{f' {told}' if told else ''}"


async def _call_a_person(ctx: Context, last: Entry | None, data: JsonObject, found: Probe) -> None:
    """The outcome is bad or unknown: nothing more is done until a person has looked."""
    state = found.state.value
    closing = {"state": state, "told": data.get("told"), "todo": data.get("todo"), "found": found.as_json()}

    def work(conn: Connection) -> None:
        if last is not None:
            _require_ours(conn, ctx, last)
        migrations.update(conn, ctx.migration.id, state=state, since=ctx.now())

    await ctx.journal.write(step.name, Kind.OBSERVED, {"what": "stop", **closing}, also=work)
