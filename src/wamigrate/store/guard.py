"""The one transaction that may let `register` go out, and those that close or forbid it.

`cancel` and the guard change the same row, so exactly one of them wins.
"""

from __future__ import annotations

from sqlalchemy import Connection

from wamigrate.core.payload import JsonObject
from wamigrate.store import approvals, journal, migrations, routes
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration

__all__ = ["ATTEMPTS_ALLOWED", "ATTEMPT_WINDOW", "Refused", "intend_register", "nothing_happened", "passed"]

ATTEMPTS_ALLOWED = 3
"""Meta allows 10 calls in 72 hours; 7 are left for people and for support."""
ATTEMPT_WINDOW = 72 * 3600.0


class Refused(Exception):
    """The guard says no: `register` must not be called."""


def intend_register(
    conn: Connection, migration: Migration, *, step: str, epoch: int, state: str, at: float, data: JsonObject
) -> Entry:
    """Write `intended`, or raise Refused. The caller sends exactly one call after this commits."""
    row = migrations.lock(conn, migration.id)
    if row.run != migration.run:
        raise Refused("Another run of this migration has taken over.")
    if row.cancel_at is not None:
        raise Refused("The migration was cancelled.")
    if row.intended_at is not None:
        raise Refused("An earlier register call has no known end yet.")
    if row.passed_at is not None:
        raise Refused("The number is registered already.")
    _require_route(conn, row, epoch, at)
    _require_approval(conn, row, state, at)
    if journal.attempts_since(conn, row.phone_number_id, at - ATTEMPT_WINDOW) >= ATTEMPTS_ALLOWED:
        raise Refused(f"{ATTEMPTS_ALLOWED} register calls stand in the last 72 hours already.")
    entry = journal.append(conn, row.id, row.run, step, Kind.INTENDED, at, data)
    journal.spend_attempt(conn, row.id, entry, row.phone_number_id)
    migrations.update(conn, row.id, intended_at=at, state="S1", since=at)
    return entry


def _require_route(conn: Connection, row: Migration, epoch: int, at: float) -> None:
    route = routes.get(conn, row.phone_number_id, at)
    if (route.state, route.epoch, route.owner) != (routes.RouteState.HOLD, epoch, row.id):
        raise Refused(
            f"The number's route is {route.state}, epoch {route.epoch}: the hold is not ours any more."
        )


def _require_approval(conn: Connection, row: Migration, state: str, at: float) -> None:
    approval = approvals.current(conn, row.id)
    if approval is None or approval.spent_at is not None:
        raise Refused("There is no open approval.")
    if not approval.open_at(at):
        raise Refused("The approved window is over.")
    if approval.from_state != state:
        raise Refused(f"The approval is for state {approval.from_state}, and the number is in {state}.")


def nothing_happened(
    conn: Connection, migration: Migration, *, step: str, at: float, data: JsonObject
) -> None:
    """Close an intent after a positive "nothing happened": the number is where it was."""
    journal.append(conn, migration.id, migration.run, step, Kind.UNDONE, at, data)
    migrations.update(conn, migration.id, intended_at=None, state=data["state"], since=at)


def passed(conn: Connection, migration: Migration, *, step: str, at: float, data: JsonObject) -> None:
    """The number is on Cloud API: there is no way back from here."""
    journal.append(conn, migration.id, migration.run, step, Kind.DONE, at, data)
    approvals.spend(conn, migration.id, at)
    migrations.update(conn, migration.id, passed_at=at, state="S2", since=at)
