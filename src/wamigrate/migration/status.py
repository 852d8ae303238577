"""What an operator is told of a number: state, since when, what it waits for, and what to type next."""

from __future__ import annotations

from sqlalchemy import Connection

from wamigrate.config import Number, Timing
from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.errors import OutcomeUnknown
from wamigrate.migration.alerts import alert_of
from wamigrate.migration.state import MEANING, State
from wamigrate.store import guard, journal, migrations, routes
from wamigrate.store.migrations import Migration, Phase

__all__ = ["exit_code", "status_of"]

NO_RUNNER = "a runner: no process walks it"


def status_of(
    conn: Connection,
    number: Number,
    now: float,
    *,
    runner: bool | None = None,
    alert_after: float = Timing().alert_after,
) -> JsonObject:
    """One entry of `status --json`. `runner`: whether a process walks this store's migrations, if known."""
    found = migrations.latest(conn, number.phone_number_id)
    attempts = journal.attempts_since(conn, number.phone_number_id, now - guard.ATTEMPT_WINDOW)
    route = routes.known(conn, number.phone_number_id)
    bridged = iso(route.attached_at) if route is not None and route.attached_at is not None else None
    alert = alert_of(found, route, now=now, limit=alert_after)
    if found is None:
        return {
            "name": number.name,
            "state": "unknown",
            "meaning": "no migration was started",
            "phase": "not started",
            "step": None,
            "since": None,
            "waiting_for": None,
            "next": f"wamigrate plan {number.name}",
            "attempts": attempts,
            "behind_bridge_since": bridged,
            "alert": alert,
        }
    return {
        "name": number.name,
        "state": found.state,
        "meaning": MEANING[State(found.state)],
        "phase": found.phase.value,
        "step": found.step,
        "since": iso(found.since),
        "waiting_for": NO_RUNNER if found.phase is Phase.RUNNING and runner is False else found.waiting_for,
        "next": found.next or _while_running(found),
        "attempts": attempts,
        "behind_bridge_since": bridged,
        "alert": alert,
        "migration": found.id,
        "path": found.path,
    }


def _while_running(migration: Migration) -> str | None:
    if migration.phase is Phase.RUNNING:
        return f"wamigrate resume {migration.number}"
    return f"wamigrate report {migration.number}" if migration.ended_at else None


def exit_code(migration: Migration) -> int:
    """0 when all is well, 3 when nobody knows the outcome, else 1."""
    if migration.phase in {Phase.FINISHED, Phase.COMPLETED, Phase.WAITING, Phase.RUNNING}:
        return 0
    if migration.phase is Phase.STOPPED and migration.state == State.S1.value:
        return OutcomeUnknown.exit_code
    return 1
