"""The journal's rows as the steps, passes and `register` attempts that a person reads about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wamigrate.core.clock import iso
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.migration.evidence import Call, register_call
from wamigrate.migration.report_found import found_in_words
from wamigrate.migration.state import MEANING, State
from wamigrate.migration.step import Step
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration, Phase

__all__ = ["Pass", "attempts_of", "passes_of", "step_of"]

REGISTER = "register_number"
TOLD_ELSEWHERE = frozenset({"checks", "snapshot", "rows", "traffic", "message_id"})
"""Told in a section of their own; a message id is left out, since it encodes the recipient's phone number."""


@dataclass(slots=True)
class Pass:
    """One go at a step: its intent, if it wrote one, and all rows up to the next."""

    rows: list[Entry] = field(default_factory=list)
    remarks: list[Entry] = field(default_factory=list)

    @property
    def begun(self) -> Entry | None:
        return self.rows[0] if self.rows[0].kind is Kind.INTENDED else None

    @property
    def last(self) -> Entry:
        return self.rows[-1]

    @property
    def ended(self) -> Entry | None:
        """The row that ended the work. An undo that came later is not part of it."""
        stops = [e for e in self.remarks if e.data.get("what") == "stop"]
        closing = [e for e in self.rows if e.kind is not Kind.INTENDED] + stops
        done = next((e for e in closing if e.kind is Kind.DONE), None)
        return done or (closing[-1] if closing else None)

    @property
    def seconds(self) -> float | None:
        if self.begun is None or self.ended is None:
            return None
        return round(max(self.ended.at - self.begun.at, 0.0), 3)

    def told(self, key: str) -> Json:
        """The newest row that says something under that key."""
        return next((e.data[key] for e in reversed(self.rows + self.remarks) if e.data.get(key)), None)

    def status(self, migration: Migration, *, newest: bool) -> str:
        if self.last.kind is Kind.UNDONE and self.last.step == REGISTER:
            return "without effect"
        if self.last.kind is not Kind.INTENDED:
            return self.last.kind.value
        if newest and migration.phase is Phase.RUNNING:
            return "under way"
        return "unknown" if self.last.step == REGISTER else "interrupted"


def passes_of(entries: Sequence[Entry], step: str) -> list[Pass]:
    """Every go at a step, oldest first."""
    passes: list[Pass] = []
    for entry in (e for e in entries if e.step == step):
        if entry.kind is Kind.OBSERVED:
            if passes:
                passes[-1].remarks.append(entry)
            continue
        apart = entry.kind is Kind.INTENDED or entry.data.get("never_intended")
        if apart or not passes or passes[-1].last.kind is Kind.UNDONE:
            passes.append(Pass())
        passes[-1].rows.append(entry)
    return passes


def step_of(step: Step, part: str, migration: Migration, entries: Sequence[Entry]) -> JsonObject:
    """One step with its newest pass in full and all passes in short."""
    passes = passes_of(entries, step.name)
    short = [_short(p, migration, newest=p is passes[-1]) for p in passes]
    known: JsonObject = {
        "name": step.name,
        "title": step.title.replace("`", ""),
        "part": part,
        "point_of_no_return": step.point_of_no_return,
        "passes": short,
    }
    if not passes:
        applies = step.walked_by(migration)
        empty = dict.fromkeys(("run", "begun", "ended", "seconds", "told", "todo"))
        status = "not reached" if applies else "not on this path"
        return {**known, **empty, "status": status, "found": "", "data": {}}
    last = passes[-1]
    data = last.ended.data if last.ended is not None and last.ended.kind is Kind.DONE else {}
    return {
        **known,
        **short[-1],
        "todo": last.told("todo"),
        "found": found_in_words(step.name, data),
        "data": {key: value for key, value in data.items() if key not in TOLD_ELSEWHERE},
    }


def _short(one: Pass, migration: Migration, *, newest: bool) -> JsonObject:
    return {
        "run": one.last.run,
        "status": one.status(migration, newest=newest),
        "begun": iso(one.begun.at) if one.begun else None,
        "ended": iso(one.ended.at) if one.ended else None,
        "seconds": one.seconds,
        "told": one.told("told"),
    }


def attempts_of(entries: Sequence[Entry], calls: Sequence[Call]) -> list[JsonObject]:
    """Every `register` that was intended, with what Meta answered and what was found after it."""
    intended = [p for p in passes_of(entries, REGISTER) if p.begun is not None]
    following = [p.rows[0].at for p in intended[1:]] + [None]
    return [
        _attempt(number, one, register_call(calls, one.rows[0].at, until))
        for number, (one, until) in enumerate(zip(intended, following, strict=False), 1)
    ]


def _attempt(number: int, one: Pass, call: Call | None) -> JsonObject:
    intent, answer = one.rows[0], one.rows[1] if len(one.rows) > 1 else None
    data: dict[str, Any] = answer.data if answer is not None else {}
    return {
        "n": number,
        "run": intent.run,
        "intended": iso(intent.at),
        "sent": iso(call["at"]) if call else None,
        "seconds": round(call["seconds"], 3) if call else None,
        "with_backup": intent.data.get("with_backup"),
        "outcome": _outcome(answer),
        **{key: data.get(key) for key in ("code", "subcode", "status", "fbtrace_id", "details")},
        "told": data.get("told") or one.told("told"),
        "todo": data.get("todo") or one.told("todo"),
        "probed": _probed(one),
    }


def _outcome(answer: Entry | None) -> str:
    if answer is None:
        return "not known yet"
    if answer.kind is Kind.DONE and answer.data.get("answer") == "success":
        return "yes"
    if answer.kind in {Kind.REFUSED, Kind.UNKNOWN}:
        if not answer.data.get("answered"):
            return "not sent" if answer.data.get("ended") else "no answer"
        return "no" if answer.data.get("ended") else "unclear"
    return "cut off"


def _probed(one: Pass) -> JsonObject | None:
    """What both sides said after the call, where its answer did not settle it."""
    for entry in reversed(one.rows[1:] + one.remarks):
        found = entry.data.get("found")
        if isinstance(found, dict):
            state = str(dig(found, "state", default=""))
            meaning = MEANING[State(state)] if state in {*State} else state
            return {"at": iso(entry.at), "state": state, "meaning": meaning, "why": found.get("why")}
    return None
