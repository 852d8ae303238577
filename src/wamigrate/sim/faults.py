"""The faults in force, and which call, state, webhook or message meets which of them.

A state is often asked for several times during one call. Whether a fault of a state is met is decided once
for each call, so that `count` and `probability` speak of calls.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from wamigrate.core.payload import JsonObject
from wamigrate.sim.fault_kinds import CALL_KINDS, KINDS, Meets

__all__ = ["Fate", "Fault", "FaultBoard", "seconds"]


@dataclass(slots=True)
class Fault:
    """One fault that was asked for."""

    id: str
    kind: str
    api: str | None = None
    path: str | None = None
    number: str | None = None
    value: Any = None
    count: int | None = None
    probability: float = 1.0
    seed: int | None = None
    at: float = 0.0
    used: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def fits(self, api: str | None, path: str, number: str | None) -> bool:
        """Whether it concerns this call."""
        if self.api is not None and api is not None and self.api != api:
            return False
        if self.number is not None and self.number != number:
            return False
        return self.path is None or fnmatchcase(path.rstrip("/"), self.path.rstrip("/"))

    @property
    def spent(self) -> bool:
        return self.count is not None and self.used >= self.count

    def as_json(self) -> JsonObject:
        names = ("id", "kind", "api", "path", "number", "value", "count", "probability", "seed", "used")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Current:
    """The call that is being answered, and the faults of states that it met or missed."""

    path: str
    met: dict[str, Fault] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)


PLACEHOLDER = re.compile(r"\{[^{}/]*\}")
CURRENT: ContextVar[Current | None] = ContextVar("current_call", default=None)


class Fate(NamedTuple):
    """What becomes of a webhook."""

    copies: int = 1
    """How often it is sent: 0 is dropped."""
    late: float = 0.0
    signature: str | None = None
    """`wrong` or `missing`, if it is not right."""


class FaultBoard:
    """The faults in force. Empty on most days, so every question starts with `if board:`."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._ids = itertools.count(1)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, kind: str, *, at: float, **given: Any) -> Fault:
        """Put a fault in force; the caller has checked the kind and the keys."""
        fault = Fault(f"f{next(self._ids)}", kind, at=at, **{k: v for k, v in given.items() if v is not None})
        fault.dice = random.Random(fault.seed)  # noqa: S311
        if fault.path is not None:
            fault.path = _pattern(fault.path)
        self._faults[fault.id] = fault
        return fault

    def restore(self, faults: list[Fault]) -> None:
        """Put faults back that were in force before."""
        self._faults = {f.id: f for f in faults}
        last = max((int(f.id[1:]) for f in faults), default=0)
        self._ids = itertools.count(last + 1)

    def remove(self, fault_id: str) -> bool:
        return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def every(self) -> list[Fault]:
        """The faults in force, in the order in which they were asked for."""
        return list(self._faults.values())

    def for_call(self, api: str, path: str, number: str | None) -> list[Fault]:
        """The faults of the wire that this call meets; each use is counted."""
        hit = [f for f in self.every() if f.kind in CALL_KINDS and f.fits(api, path, number)]
        return [f for f in hit if self._use(f)]

    @contextlib.contextmanager
    def call(self, path: str) -> Iterator[None]:
        """While a call to that path is answered."""
        current = Current(path)
        token = CURRENT.set(current)
        try:
            yield
        finally:
            CURRENT.reset(token)
            for fault in current.met.values():
                self._drop_if_spent(fault)

    def peek(self, kind: str, number: str | None) -> Fault | None:
        """The fault of that kind in force for a number.

        In a call the first question decides and counts. Outside of one the fault is only looked at, and one
        that is about certain calls is not seen.
        """
        call = CURRENT.get()
        if call is not None and KINDS[kind].meets is Meets.STATE:
            return self._met(call, kind, number)
        aimed = (f for f in self._faults.values() if f.kind == kind and f.number in (None, number))
        return next((f for f in aimed if f.path is None), None)

    def take(self, kind: str, number: str | None, api: str | None = None) -> Fault | None:
        """The same, and it counts as used outside of a call too."""
        if not self._faults:
            return None
        if CURRENT.get() is not None and KINDS[kind].meets is Meets.STATE:
            return self.peek(kind, number)
        aimed = [f for f in self.every() if f.kind == kind and f.fits(api, f.path or "", number)]
        return next((f for f in aimed if self._use(f)), None)

    def webhook(self, api: str, number: str | None) -> Fate:
        """What becomes of a webhook that is about to be sent."""
        if not self._faults:
            return Fate()
        if self.take("webhook_drop", number, api):
            return Fate(copies=0)
        copies = 2 if self.take("webhook_duplicate", number, api) else 1
        late = self.take("webhook_delay", number, api)
        delay = seconds(late) if late else 0.0
        overtaken = self.take("webhook_reorder", number, api)
        if overtaken and overtaken.used % 2:
            delay += seconds(overtaken, 1.0)
        signature = self.take("webhook_bad_signature", number, api)
        return Fate(copies, delay, str(signature.value or "wrong") if signature else None)

    def _met(self, call: Current, kind: str, number: str | None) -> Fault | None:
        met = next((f for f in call.met.values() if f.kind == kind and f.number in (None, number)), None)
        if met is not None:
            return met
        for fault in self.every():
            if fault.kind != kind or fault.id in call.missed or not fault.fits(None, call.path, number):
                continue
            if self._count(fault):
                call.met[fault.id] = fault
                return fault
            call.missed.add(fault.id)
        return None

    def _use(self, fault: Fault) -> bool:
        used = self._count(fault)
        self._drop_if_spent(fault)
        return used

    def _count(self, fault: Fault) -> bool:
        """Whether it strikes this time. A spent one stays on the board until its last call is answered."""
        if fault.spent or (fault.probability < 1.0 and fault.dice.random() >= fault.probability):
            return False
        fault.used += 1
        return True

    def _drop_if_spent(self, fault: Fault) -> None:
        if fault.spent:
            self._faults.pop(fault.id, None)


def _pattern(path: str) -> str:
    """`/register` and `/{phone-number-id}/register` are ends of paths; one with a `*` is a pattern."""
    found = PLACEHOLDER.sub("*", path)
    return found if "*" in path else "*" + found


def seconds(fault: Fault, default: float = 0.0) -> float:
    """A fault's value as a time; a pair is a range to choose from."""
    value = fault.value
    if isinstance(value, list | tuple) and len(value) == 2:
        return fault.dice.uniform(float(value[0]), float(value[1]))
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default
