"""Puts one document through all rules of its kind: out come findings, and what the other API wants.

    done = Translator(load()).translate(Surface.SEND, Direction.TO_CLOUD, payload, facts)

The payload is changed in place where a fix applies: decode it anew if you need it as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from wamigrate.apis.shape import Shape, fits
from wamigrate.core.payload import REMOVED, Json, apply
from wamigrate.differences.difference import (
    Difference,
    Direction,
    Finding,
    Level,
    Phase,
    Safety,
    Surface,
)
from wamigrate.differences.documents import finish, kind_of, shape_of
from wamigrate.differences.facts import NOTHING, Facts, Memory
from wamigrate.differences.registry import Registry, Row

__all__ = ["Found", "Translation", "Translator"]


class Found(msgspec.Struct, frozen=True, gc=False):
    """A finding with its difference. `applied` says that its edits stand in the document now."""

    difference: Difference
    finding: Finding
    applied: bool

    @property
    def level(self) -> Level:
        return self.finding.level or self.difference.level

    @property
    def stands(self) -> bool:
        """It is refused or changed, and nothing repaired it."""
        return not self.applied and self.level is not Level.NOTE


@dataclass(slots=True)
class Translation:
    """What came out. `payload` is None where nothing is to be passed on."""

    payload: Json
    findings: list[Found]

    @property
    def refused(self) -> list[Found]:
        """What the other API will refuse, unless a person decides."""
        return [f for f in self.findings if not f.applied and f.level is Level.REFUSED]

    @property
    def memory(self) -> list[Memory]:
        """What has to be remembered because of the edits that were made."""
        return [m for f in self.findings if f.applied for m in f.finding.memory]


Wanted = Callable[[Difference], bool]


class Translator:
    """Applies the registry's rules. `unsafe` also makes the edits that may change what a message means."""

    def __init__(self, registry: Registry, *, unsafe: bool = False, wanted: Wanted | None = None) -> None:
        self._registry = registry
        self._unsafe = unsafe
        self._wanted = wanted
        self._rows: dict[tuple[Surface, Direction, str], tuple[tuple[Row, ...], tuple[Row, ...]]] = {}

    def translate(
        self,
        surface: Surface,
        direction: Direction,
        payload: Json,
        facts: Facts = NOTHING,
        *,
        kind: str | None = None,
    ) -> Translation:
        """Any JSON value in; never an exception. `kind` names the document where it cannot be seen."""
        found: list[Found] = []
        named = kind if kind is not None else kind_of(surface, payload)
        if isinstance(payload, dict):
            named, payload = self._repair(
                surface, direction, named, payload, facts, found, fixed=kind is not None
            )
        shape = shape_of(surface, direction, payload, named) if payload is not REMOVED else None
        if shape is not None and not fits(payload, shape):
            rows = self._rules(surface, direction, named if isinstance(payload, dict) else "")[1]
            payload = self._judge(rows, shape, payload, facts, found)
        if payload is REMOVED:
            return Translation(None, found)
        return Translation(finish(surface, direction, payload, named), found)

    def _repair(
        self,
        surface: Surface,
        direction: Direction,
        named: str,
        payload: Json,
        facts: Facts,
        found: list[Found],
        *,
        fixed: bool,
    ) -> tuple[str, Json]:
        """Where a rule makes another kind of document of it, the rules of that kind take over."""
        for _ in range(MOST_TURNS):
            for row in self._rules(surface, direction, named)[0]:
                known = len(found)
                payload = self._ask(row, payload, facts, found)
                if payload is REMOVED:
                    return named, payload
                if len(found) > known and not fixed and kind_of(surface, payload) != named:
                    named = kind_of(surface, payload)
                    break
            else:
                break
        return named, payload

    def _judge(
        self, rows: tuple[Row, ...], shape: Shape, payload: Json, facts: Facts, found: list[Found]
    ) -> Json:
        """Until it fits; to look again costs, so only after something was found."""
        for row in rows:
            known = len(found)
            payload = self._ask(row, payload, facts, found)
            if payload is REMOVED or (len(found) > known and fits(payload, shape)):
                break
        return payload

    def _ask(self, row: Row, payload: Json, facts: Facts, found: list[Found]) -> Json:
        difference, rule = row
        # All findings before the first edit: a rule reads the document that its edits change.
        findings = [*rule(payload, facts)]
        for finding in findings:
            makes = bool(finding.edits) and (
                finding.safety is Safety.SAFE or (self._unsafe and finding.safety is Safety.UNSAFE)
            )
            found.append(Found(difference, finding, makes))
            if makes:
                payload = apply(payload, finding.edits)
                if payload is REMOVED:
                    break
        return payload

    def _rules(
        self, surface: Surface, direction: Direction, kind: str
    ) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        key = (surface, direction, kind)
        rows = self._rows.get(key)
        if rows is None:
            wanted = self._wanted or (lambda _: True)
            fitting = [r for r in self._registry.rules(surface, direction, kind) if wanted(r[0])]
            rows = (
                tuple(r for r in fitting if r[0].phase < Phase.KEYS),
                tuple(r for r in fitting if r[0].phase >= Phase.KEYS),
            )
            if len(self._rows) < MOST_KINDS:
                self._rows[key] = rows
        return rows


MOST_KINDS = 1000
MOST_TURNS = 4
