"""What happened to a number, as one document: JSON as it is, HTML and Markdown made from it.

It is gathered from our own tables alone, so it can be written at any moment and says the same wherever
it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

import wamigrate
from wamigrate.config import Number
from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject, dig
from wamigrate.migration.downtime import measure
from wamigrate.migration.masking import masked
from wamigrate.migration.report_found import count
from wamigrate.migration.report_pages import FORMATS, render
from wamigrate.migration.report_steps import attempts_of, step_of
from wamigrate.migration.report_words import limits_of, result_of
from wamigrate.migration.snapshot import CHANGING, LABELS
from wamigrate.migration.state import MEANING, State
from wamigrate.migration.traffic import expected_loss
from wamigrate.store import approvals, guard, journal, migrations, moments
from wamigrate.store import calls as call_table
from wamigrate.store.hot import tally
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration, Phase

__all__ = ["FORMATS", "gather", "render"]

LAYOUT = 1
"""Raised when a key of the document changes its meaning."""
SHOULD_CHANGE = frozenset({*CHANGING, "throughput_level"})
COUNTED = (
    "held",
    "released",
    "settled",
    "refused",
    "expired",
    "unknown",
    "resent",
    "parked",
    "duplicated",
    "waiting",
)
CALL_FIELDS = ("run", "step", "api", "method", "path", "status", "code", "fbtrace_id", "outcome")


def gather(conn: Connection, migration_id: str, number: Number, *, now: float) -> JsonObject:
    """Everything the report says, as plain JSON. Phone numbers in it are masked."""
    # The chain contains the step that writes this report, so it cannot be imported before this module is.
    from wamigrate.migration.chain import CHAIN
    from wamigrate.migration.plan import PATHS, part_of

    migration, entries = migrations.get(conn, migration_id), journal.entries(conn, migration_id)
    calls = call_table.of(conn, migration_id)
    steps = [step_of(s, part_of(s), migration, entries) for s in CHAIN]
    seen = moments.of(conn, migration.phone_number_id)
    downtime, comparison = measure(entries, calls, seen), _comparison(entries)
    taken, held = _output(entries, "snapshot_before"), _output(entries, "hold_traffic")
    bridge, reason = bool(held.get("bridge")), _reason(migration, entries)
    document = {
        "layout": LAYOUT,
        "wamigrate": wamigrate.__version__,
        "generated": iso(now),
        "result": result_of(
            migration,
            steps,
            told=str(reason.get("told") or ""),
            gap=downtime["inbound"],
            comparison=comparison,
        ),
        "number": _number(migration, taken),
        "migration": _migration(migration, PATHS),
        "next": _next(migration, steps, reason),
        "times": _times(migration, entries),
        "gate": _gate(entries),
        "approvals": _approvals(conn, migration_id, now),
        "attempts": _attempts(conn, migration, entries, calls, now=now),
        "downtime": downtime,
        "loss": _loss(entries, taken, downtime["inbound"], number.timezone),
        "held": _held(tally.counts(conn, migration.phone_number_id) if bridge else None, bridge=bridge),
        "comparison": comparison,
        "steps": steps,
        "warnings": _warnings(entries),
        "calls": [_call(c) for c in calls],
        "journal": {"rows": len(entries), "broken_at": journal.broken_at(conn, migration_id)},
        "limits": limits_of(bridge=bridge, canary=number.canary is not None),
    }
    return dict(masked(document, number))


def _output(entries: Sequence[Entry], *steps: str) -> JsonObject:
    """What the newest finished pass of any of the steps found."""
    done = (e.data for e in reversed(entries) if e.step in steps and e.kind is Kind.DONE)
    return next(done, {})


def _number(migration: Migration, taken: JsonObject) -> JsonObject:
    return {
        "name": migration.number,
        "phone": dig(taken, "snapshot", "phone_number"),
        "display_name": dig(taken, "snapshot", "verified_name"),
        "phone_number_id": migration.phone_number_id,
        "waba_id": migration.waba_id,
    }


def _migration(migration: Migration, paths: Mapping[str, str]) -> JsonObject:
    return {
        "id": migration.id,
        "path": migration.path,
        "path_meaning": paths.get(migration.path),
        "chain": migration.chain,
        "run": migration.run,
        "phase": migration.phase.value,
        "state": migration.state,
        "meaning": MEANING[State(migration.state)],
        "way_back": _way_back(migration),
        "step": migration.step,
        "since": iso(migration.since),
    }


def _way_back(migration: Migration) -> str:
    """Whether the number can still stay where it was."""
    match migration.state:
        case State.S0 | State.SX:
            return "open: register has not taken effect"
        case State.S1:
            return "not known: register was sent"
        case State.S3:
            return "none: register has disconnected On-Premises, though Cloud API does not have the number"
        case _:
            return "none: the number is on Cloud API"


def _reason(migration: Migration, entries: Sequence[Entry]) -> JsonObject:
    """What this run was told last and what to do about it, where it did not go on."""
    if migration.phase not in {Phase.STOPPED, Phase.WAITING}:
        return {}
    this_run = [e.data for e in entries if e.run == migration.run]
    found = next((d for d in reversed(this_run) if d.get("told") or d.get("what") == "stop"), {})
    return {"told": found.get("told") or dig(found, "found", "why"), "todo": found.get("todo")}


def _next(migration: Migration, steps: Sequence[JsonObject], reason: JsonObject) -> JsonObject:
    """What it waits for and the command to type, as far as a person has something to do."""
    command = migration.next
    if migration.phase is Phase.RUNNING:
        last = migration.passed_at is not None and migration.step == steps[-1]["name"]
        command = f"wamigrate {'complete' if last else 'status'} {migration.number}"
    return {"waiting_for": migration.waiting_for, "todo": reason.get("todo"), "command": command}


def _times(migration: Migration, entries: Sequence[Entry]) -> JsonObject:
    intended = [e.at for e in entries if e.step == "register_number" and e.kind is Kind.INTENDED]
    gates = [e.at for e in entries if e.data.get("what") == "gate"]
    known = {
        "begun": migration.created_at,
        "gate_reached": gates[-1] if gates else None,
        "register_intended": intended[-1] if intended else None,
        "point_of_no_return": migration.passed_at,
        "last_row": entries[-1].at if entries else None,
        "ended": migration.ended_at,
    }
    return {name: iso(at) if at is not None else None for name, at in known.items()}


def _gate(entries: Sequence[Entry]) -> JsonObject | None:
    """The newest time it came to the gate, and what a person was shown there."""
    reached = [e for e in entries if e.data.get("what") == "gate"]
    if not reached:
        return None
    details = {k: v for k, v in reached[-1].data.items() if k not in {"what", "warnings"}}
    return {"reached": [iso(e.at) for e in reached], **details}


def _approvals(conn: Connection, migration_id: str, now: float) -> list[JsonObject]:
    return [
        {
            "n": one.n,
            "at": iso(one.at),
            "valid_until": iso(one.valid_until),
            "for_state": one.from_state,
            "callers_stopped": one.callers_stopped,
            "spent": iso(one.spent_at) if one.spent_at is not None else None,
            "open": one.open_at(now),
        }
        for one in approvals.of(conn, migration_id)
    ]


def _attempts(
    conn: Connection,
    migration: Migration,
    entries: Sequence[Entry],
    calls: Sequence[Mapping[str, Any]],
    *,
    now: float,
) -> JsonObject:
    return {
        "calls": attempts_of(entries, calls),
        "in_72_hours": journal.attempts_since(conn, migration.phone_number_id, now - guard.ATTEMPT_WINDOW),
        "allowed_in_72_hours": guard.ATTEMPTS_ALLOWED,
    }


def _loss(entries: Sequence[Entry], taken: JsonObject, gap: JsonObject | None, timezone: str) -> JsonObject:
    """The estimate that a person was shown, and the same estimate for the gap as it was measured."""
    traffic, gate = taken.get("traffic") or {}, _gate(entries)
    per_hour = traffic.get("per_hour") or []
    known = any(per_hour) and traffic.get("source", "none") != "none"
    measured = None
    if gap is not None and known:
        hour = datetime.fromisoformat(gap["from"]).astimezone(_zone(timezone)).hour
        least, most = gap["seconds_at_least"], gap["seconds_at_most"]
        measured = {
            "hour": hour,
            "at_least": round(expected_loss(per_hour, hour, least), 2),
            "at_most": round(expected_loss(per_hour, hour, most), 2) if most is not None else None,
        }
    return {
        "source": traffic.get("source"),
        "note": traffic.get("note"),
        "timezone": timezone,
        "expected_at_gate": gate.get("expected_loss") if gate else None,
        "for_measured_gap": measured,
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")


def _held(counts: Mapping[str, int] | None, *, bridge: bool) -> JsonObject:
    """What became of the messages that went through the bridge's queue."""
    if bridge and counts is not None:
        left = counts["waiting"]
        note = f"{count(left, 'message')} still in the queue." if left else "The queue is empty."
        return {"bridge": True, **counts, "note": f"Counted by the bridge. {note}"}
    if bridge:
        note = "The bridge's own counts could not be read."
        return {"bridge": True, **dict.fromkeys(COUNTED), "note": note}
    note = (
        "No bridge serves the number, so nothing is held for its callers: zero by nature, not by measurement."
    )
    return {"bridge": False, **dict.fromkeys(COUNTED, 0), "note": note}


def _comparison(entries: Sequence[Entry]) -> JsonObject:
    """Rows of the comparison; before there is one, what was noted for it."""
    compared = _output(entries, "compare_snapshot")
    rows = compared.get("rows") or _noted(_output(entries, "snapshot_before").get("snapshot") or {})
    return {
        "compared": bool(compared),
        "must_not_change": [r for r in rows if r["field"] not in SHOULD_CHANGE],
        "should_change": [r for r in rows if r["field"] in SHOULD_CHANGE],
        "unexpected": compared.get("unexpected") or [],
    }


def _noted(snapshot: JsonObject) -> list[JsonObject]:
    return [
        {
            "field": field,
            "label": label,
            "before": snapshot.get(field),
            "after": None,
            "wanted": CHANGING.get(field, "by shards" if field == "throughput_level" else "unchanged"),
            "as_expected": None,
        }
        for field, label in LABELS.items()
        if snapshot
    ]


def _warnings(entries: Sequence[Entry]) -> list[JsonObject]:
    """What the checks warned of, as seen the last time each of them ran."""
    newest: dict[str, JsonObject] = {}
    for entry in entries:
        if entry.step in {"check_readiness", "recheck"} and entry.kind is Kind.DONE:
            newest |= {c["id"]: c for c in entry.data.get("checks") or []}
    return [newest[key] for key in sorted(newest) if newest[key].get("level") == "warn"]


def _call(call: Mapping[str, Any]) -> JsonObject:
    return {
        "at": iso(call["at"]),
        "seconds": round(call["seconds"], 3),
        **{name: call[name] for name in CALL_FIELDS},
    }
