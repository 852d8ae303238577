"""The append-only record of a migration: rows chained by hash, written before and after each effect."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from wamigrate.core.payload import JsonObject
from wamigrate.store import sql

__all__ = ["Entry", "Kind", "append", "attempts_since", "broken_at", "entries", "spend_attempt"]


class Kind(StrEnum):
    """What a row says of its step."""

    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal."""

    n: int
    run: int
    step: str
    kind: Kind
    at: float
    data: JsonObject = field(default_factory=dict)
    hash: str = ""


def append(
    conn: Connection, migration_id: str, run: int, step: str, kind: Kind, at: float, data: JsonObject
) -> Entry:
    """One more row, chained to the last."""
    last = sql.row(
        conn, "select n, hash from wm_journal where migration_id = :m order by n desc limit 1", m=migration_id
    )
    n, previous = (last["n"] + 1, last["hash"]) if last else (1, "")
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    digest = _digest(previous, migration_id, n, run, step, kind, at, text)
    sql.insert(
        conn,
        "wm_journal",
        migration_id=migration_id,
        n=n,
        run=run,
        step=step,
        kind=kind.value,
        at=at,
        data=text,
        previous=previous,
        hash=digest,
    )
    return Entry(n, run, step, kind, at, data, digest)


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def entries(conn: Connection, migration_id: str) -> list[Entry]:
    """The whole journal of a migration, oldest first."""
    found = sql.rows(conn, "select * from wm_journal where migration_id = :m order by n", m=migration_id)
    return [
        Entry(r["n"], r["run"], r["step"], Kind(r["kind"]), r["at"], json.loads(r["data"]), r["hash"])
        for r in found
    ]


def broken_at(conn: Connection, migration_id: str) -> int | None:
    """The first row that does not follow from the one before it, or None."""
    previous, expected = "", 1
    for r in sql.rows(conn, "select * from wm_journal where migration_id = :m order by n", m=migration_id):
        digest = _digest(previous, migration_id, r["n"], r["run"], r["step"], r["kind"], r["at"], r["data"])
        if r["n"] != expected or r["previous"] != previous or r["hash"] != digest:
            return expected
        previous, expected = r["hash"], expected + 1
    return None


def spend_attempt(conn: Connection, migration_id: str, entry: Entry, phone_number_id: str) -> None:
    """Count one register call against the number's 72-hour budget."""
    sql.insert(
        conn,
        "wm_attempts",
        migration_id=migration_id,
        journal_n=entry.n,
        phone_number_id=phone_number_id,
        at=entry.at,
    )


def attempts_since(conn: Connection, phone_number_id: str, since: float) -> int:
    """How many register calls of this number were intended after `since`."""
    query = "select count(*) as n from wm_attempts where phone_number_id = :p and at > :since"
    return int((sql.row(conn, query, p=phone_number_id, since=since) or {"n": 0})["n"])
