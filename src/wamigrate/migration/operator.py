"""What a person can say to a migration: begin, approve, cancel, resume, complete. Each is one transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from wamigrate.config import Number, Settings
from wamigrate.core.payload import JsonObject
from wamigrate.errors import MigrationError, PastNoReturn, UsageError
from wamigrate.migration.chain import CHAIN_VERSION
from wamigrate.migration.state import State
from wamigrate.store import approvals, guard, migrations, routes
from wamigrate.store.migrations import Leg, Migration, Phase

__all__ = [
    "approve",
    "begin",
    "cancel",
    "change_path",
    "close",
    "recover",
    "require",
    "require_ended",
    "resume",
]


def require(conn: Connection, number: Number) -> Migration:
    """The number's newest migration; UsageError where there is none."""
    found = migrations.latest(conn, number.phone_number_id)
    if found is None:
        raise UsageError(
            f"No migration of '{number.name}' was ever started.",
            hint=f"Look first: wamigrate plan {number.name}",
        )
    return found


def begin(conn: Connection, number: Number, *, path: str, options: JsonObject, at: float) -> Migration:
    """A new migration, or the one that is under way. A finished number stays finished."""
    found = migrations.latest(conn, number.phone_number_id)
    if found is not None and found.phase is Phase.COMPLETED:
        return found
    state = State.S0 if path == "A" else State.SX
    routes.get(conn, number.phone_number_id, at)
    return migrations.create(
        conn,
        number=number.name,
        phone_number_id=number.phone_number_id,
        waba_id=number.waba_id,
        path=path,
        chain=CHAIN_VERSION,
        state=state.value,
        options=options,
        at=at,
    )


def approve(conn: Connection, settings: Settings, migration: Migration, *, at: float) -> Migration:
    """One yes, good for one answered `register` inside the window."""
    row = migrations.lock(conn, migration.id)
    if row.phase is not Phase.WAITING:
        raise UsageError(
            f"'{row.number}' does not wait for an approval: it is {row.phase}.",
            hint=f"See: wamigrate status {row.number}",
        )
    approvals.add(
        conn,
        row.id,
        at=at,
        valid_until=at + settings.timing.gate_window,
        from_state=row.state,
        callers_stopped=True,
    )
    return _run_again(conn, row, leg=Leg.CUT_OVER, at=at)


def cancel(conn: Connection, migration: Migration, *, at: float) -> Migration:
    """Stop before `register`. Wins or loses against the guard in the same row, never both."""
    row = migrations.lock(conn, migration.id)
    if row.phase in {Phase.CANCELLED, Phase.COMPLETED}:
        raise UsageError(
            f"The migration of '{row.number}' has ended already: it is {row.phase}.",
            hint=f"See: wamigrate report {row.number}",
        )
    if row.passed_at is not None:
        raise PastNoReturn(
            f"'{row.number}' is on Cloud API: there is no way back.",
            hint=f"Go forward: wamigrate resume {row.number}",
        )
    if row.intended_at is not None:
        raise PastNoReturn(
            f"register was sent for '{row.number}': it cannot be called back.",
            hint=f"See what became of it: wamigrate status {row.number}",
        )
    if row.state == State.S3.value:
        raise PastNoReturn(
            f"'{row.number}' is down on both sides: cancelling cannot bring it back.",
            hint=f"wamigrate recover {row.number}",
        )
    migrations.update(conn, row.id, cancel_at=at)
    return (
        migrations.get(conn, row.id)
        if row.phase is Phase.RUNNING
        else _run_again(conn, row, leg=row.leg, at=at)
    )


def resume(conn: Connection, migration: Migration, *, at: float) -> Migration:
    """Go on after a stop. A cut-over without an open approval goes back to the gate."""
    row = migrations.lock(conn, migration.id)
    if row.phase is not Phase.STOPPED:
        return row
    if row.state == State.S3.value and row.intended_at is None:
        raise UsageError(
            f"'{row.number}' is down on both sides: resuming cannot help.",
            hint=f"wamigrate recover {row.number}",
        )
    approval = approvals.current(conn, row.id)
    open_approval = approval is not None and approval.open_at(at)
    under_way = row.intended_at is not None or row.passed_at is not None
    leg = row.leg if under_way or open_approval else Leg.PREPARE
    return _run_again(conn, row, leg=leg, at=at)


def change_path(conn: Connection, migration: Migration, path: str) -> Migration:
    """Another way applies by now: a backup was given, or the deployment given up. Only before the gate."""
    state = State.S0 if path == "A" else State.SX
    migrations.update(conn, migration.id, path=path, state=state.value)
    return migrations.get(conn, migration.id)


def recover(conn: Connection, settings: Settings, migration: Migration, *, at: float) -> Migration:
    """One more `register` for a number that is down on both: a person closes the earlier call."""
    row = migrations.lock(conn, migration.id)
    if row.phase is not Phase.STOPPED or row.state != State.S3.value:
        raise UsageError(
            f"'{row.number}' is not down on both sides: it is {row.phase}, {row.state}.",
            hint=f"See: wamigrate status {row.number}",
        )
    if row.intended_at is not None:
        data = {"state": State.S3.value, "again": False, "answered": True, "told": "closed by a person"}
        guard.nothing_happened(conn, row, step="register_number", at=at, data=data)
    until = at + settings.timing.gate_window
    approvals.add(conn, row.id, at=at, valid_until=until, from_state=State.S3.value, callers_stopped=True)
    return _run_again(conn, row, leg=Leg.RECOVER, at=at)


def _run_again(conn: Connection, row: Migration, *, leg: Leg, at: float) -> Migration:
    chain = CHAIN_VERSION if leg is Leg.PREPARE else row.chain  # before the gate nothing is under way
    values = {"run": row.run + 1, "leg": leg, "chain": chain, "phase": Phase.RUNNING, "since": at}
    migrations.update(conn, row.id, **values, waiting_for=None, next=None)
    return migrations.get(conn, row.id)


def require_ended(conn: Connection, migration: Migration) -> Migration:
    """The migration, if nothing of it is left to do; MigrationError otherwise."""
    row = migrations.get(conn, migration.id)
    if row.phase not in {Phase.FINISHED, Phase.CANCELLED, Phase.COMPLETED}:
        raise MigrationError(
            f"'{row.number}' is not finished: it is {row.phase}.", hint=f"See: wamigrate status {row.number}"
        )
    return row


def close(conn: Connection, migration: Migration, *, at: float) -> Migration:
    """The last word on a migration."""
    migrations.lock(conn, migration.id)
    row = require_ended(conn, migration)
    ended = {"phase": Phase.COMPLETED} if row.phase is Phase.FINISHED else {}
    migrations.update(conn, row.id, ended_at=row.ended_at or at, waiting_for=None, next=None, **ended)
    return migrations.get(conn, row.id)
