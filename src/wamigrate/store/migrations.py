"""The migration of a number as one row: where it is, since when, and what it waits for.

Everything that decides about a number changes this row in the same transaction, so `cancel` and
`register` cannot both win.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from wamigrate.core.payload import JsonObject
from wamigrate.store import sql

__all__ = ["Leg", "Migration", "Phase", "create", "get", "latest", "lock", "running", "set_options", "update"]


class Phase(StrEnum):
    """What a migration is doing, seen from outside."""

    RUNNING = "running"
    """A workflow run walks its steps, or will as soon as a runner lives."""
    WAITING = "waiting"
    """At the gate: a person approves or cancels."""
    STOPPED = "stopped"
    """Something needs a person; `resume` goes on."""
    FINISHED = "finished"
    """The number is on Cloud API; `complete` closes the migration."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Leg(StrEnum):
    """Which part of the chain a run walks."""

    PREPARE = "prepare"
    CUT_OVER = "cut-over"
    RECOVER = "recover"
    """One more `register` for a number that is down on both sides, at a person's word."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One row of wm_migrations. Times are Unix seconds."""

    id: str
    number: str
    phone_number_id: str
    waba_id: str
    path: str
    chain: int
    created_at: float
    since: float
    run: int = 1
    leg: Leg = Leg.PREPARE
    phase: Phase = Phase.RUNNING
    state: str = "S0"
    step: str | None = None
    waiting_for: str | None = None
    next: str | None = None
    intended_at: float | None = None
    cancel_at: float | None = None
    passed_at: float | None = None
    ended_at: float | None = None
    options: JsonObject = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        """The workflow id of the current run."""
        return f"{self.id}-run-{self.run}"


def create(
    conn: Connection,
    *,
    number: str,
    phone_number_id: str,
    waba_id: str,
    path: str,
    chain: int,
    state: str,
    options: JsonObject,
    at: float,
) -> Migration:
    """Start a migration, or give back the one that is under way."""
    found = latest(conn, phone_number_id)
    if found is not None and found.ended_at is None:
        return found
    count = sql.row(
        conn, "select count(*) as n from wm_migrations where phone_number_id = :p", p=phone_number_id
    )
    migration = Migration(
        id=f"m-{number}-{(count or {'n': 0})['n'] + 1}",
        number=number,
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        path=path,
        chain=chain,
        created_at=at,
        since=at,
        state=state,
        options=options,
    )
    sql.insert(conn, "wm_migrations", **_columns(migration))
    return migration


def _columns(migration: Migration) -> dict[str, object]:
    values = {name: getattr(migration, name) for name in Migration.__slots__}
    return {
        **values,
        "leg": migration.leg.value,
        "phase": migration.phase.value,
        "options": json.dumps(migration.options),
    }


def _read(found: sql.Row | None) -> Migration | None:
    if found is None:
        return None
    values = {**found, "options": json.loads(found["options"])}
    values["leg"], values["phase"] = Leg(found["leg"]), Phase(found["phase"])
    return Migration(**values)


def get(conn: Connection, migration_id: str) -> Migration:
    """That migration; KeyError where there is none."""
    migration = _read(sql.row(conn, "select * from wm_migrations where id = :id", id=migration_id))
    if migration is None:
        raise KeyError(migration_id)
    return migration


def lock(conn: Connection, migration_id: str) -> Migration:
    """That migration, with its row held until the transaction ends."""
    if conn.dialect.name == "postgresql":
        sql.row(conn, "select id from wm_migrations where id = :id for update", id=migration_id)
    return get(conn, migration_id)


def latest(conn: Connection, phone_number_id: str) -> Migration | None:
    """The newest migration of a number."""
    query = "select * from wm_migrations where phone_number_id = :p order by created_at desc, id desc limit 1"
    return _read(sql.row(conn, query, p=phone_number_id))


def running(conn: Connection) -> list[Migration]:
    """Every migration that a runner should be walking."""
    found = sql.rows(
        conn, "select * from wm_migrations where phase = :p order by created_at", p=Phase.RUNNING.value
    )
    return [m for m in map(_read, found) if m is not None]


def update(conn: Connection, migration_id: str, **values: object) -> None:
    """Set columns of the row."""
    plain = {k: v.value if isinstance(v, StrEnum) else v for k, v in values.items()}
    sets = ", ".join(f"{name} = :{name}" for name in plain)
    sql.change(conn, f"update wm_migrations set {sets} where id = :id", id=migration_id, **plain)


def set_options(conn: Connection, migration: Migration, **options: object) -> None:
    """Merge options into the row."""
    update(conn, migration.id, options=json.dumps({**migration.options, **options}))
