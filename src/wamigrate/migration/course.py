"""What a migration does next, read from its row and its journal alone.

A pure function: the same rows give the same answer in whatever process, after whatever crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wamigrate.migration.chain import CONFIRM, CUT_OVER, PREPARE, RECOVER
from wamigrate.migration.journal import last_of
from wamigrate.migration.step import Step
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Leg, Migration, Phase

__all__ = ["Action", "decide", "failure_of"]

What = Literal["perform", "undo", "gate", "stop", "finish", "cancelled", "nothing"]

REGISTER = "register_number"
LEGS = {Leg.PREPARE: PREPARE, Leg.CUT_OVER: CUT_OVER, Leg.RECOVER: RECOVER}


@dataclass(frozen=True, slots=True)
class Action:
    """The next thing to do, and on which step."""

    what: What
    step: str = ""


def decide(migration: Migration, entries: Sequence[Entry]) -> Action:
    """The one place that says what comes next."""
    if migration.phase is not Phase.RUNNING:
        return Action("nothing")
    this_run = [e for e in entries if e.run == migration.run]
    if migration.passed_at is not None:
        return _forward(migration, entries, this_run)
    if migration.intended_at is not None:
        stopped = any(
            e.step == REGISTER and e.kind is Kind.OBSERVED and e.data.get("what") == "stop" for e in this_run
        )
        return Action("stop") if stopped else Action("perform", REGISTER)
    if migration.cancel_at is not None:
        return _unwind(PREPARE + CUT_OVER, entries) or Action("cancelled")
    failure = failure_of(this_run)
    if failure is not None and migration.leg is Leg.RECOVER:
        return Action("stop")
    if failure is not None:
        answered = bool(failure.data.get("answered"))
        return _unwind(CUT_OVER, entries) or Action("gate" if answered else "stop")
    return _first_undone(LEGS[migration.leg], migration, this_run) or Action("gate")


def failure_of(this_run: Sequence[Entry]) -> Entry | None:
    """The row that ended this run's way forward, or None."""
    for entry in reversed(this_run):
        if entry.kind is Kind.REFUSED and (entry.step != REGISTER or entry.data.get("never_intended")):
            return entry
        if entry.kind is Kind.UNDONE and entry.step == REGISTER and not entry.data.get("again"):
            return entry
    return None


def _forward(migration: Migration, entries: Sequence[Entry], this_run: Sequence[Entry]) -> Action:
    """After the point of no return each step is done once, in whatever run."""
    for step in CONFIRM:
        last = last_of(entries, step.name)
        if last is not None and last.kind is Kind.DONE:
            continue
        if not step.walked_by(migration):
            continue
        refused = last is not None and last.kind is Kind.REFUSED and last in this_run
        return Action("stop") if refused else Action("perform", step.name)
    return Action("finish")


def _first_undone(leg: Sequence[Step], migration: Migration, this_run: Sequence[Entry]) -> Action | None:
    for step in leg:
        last = last_of(this_run, step.name)
        if step.walked_by(migration) and (last is None or last.kind is not Kind.DONE):
            return Action("perform", step.name)
    return None


def _unwind(steps: Sequence[Step], entries: Sequence[Entry]) -> Action | None:
    """The newest effect that can be taken back and has not been."""
    for step in reversed(steps):
        last = last_of(entries, step.name)
        if step.undo is not None and last is not None and _had_effect(last):
            return Action("undo", step.name)
    return None


def _had_effect(last: Entry) -> bool:
    """Whether something may have to be taken back: a step that did nothing says so."""
    return last.kind is Kind.INTENDED or (last.kind is Kind.DONE and last.data.get("acted") is not False)
