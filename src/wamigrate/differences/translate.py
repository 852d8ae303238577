"""Puts one document through all rules of its kind: out come findings, and what the other API wants.

    done = Translator(load()).translate(Surface.SEND, Direction.TO_CLOUD, payload, facts)

The payload is changed in place where a fix applies: decode it anew if you need it as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from wamigrate.apis.shape import Shape, fits
from wamigrate.core.payload import PADDED, REMOVED, UNEVEN, Edit, Json, JsonObject, apply
from wamigrate.differences.difference import (
    Difference,
    Direction,
    Finding,
    Level,
    Phase,
    Safety,
    Surface,
)
from wamigrate.differences.documents import finish, kind_of, seen_in, shape_of
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


class Translation(msgspec.Struct, gc=False):
    """What came out. `payload` is None where nothing is to be passed on."""

    payload: Json
    findings: list[Found]

    @property
    def refused(self) -> list[Found]:
        """What the other API will refuse, unless a person decides."""
        return [f for f in self.findings if not f.applied and f.level is Level.REFUSED]

    @property
    def held(self) -> bool:
        """Nothing is passed on, although somebody should get it: a person decides."""
        return self.payload is None and any(f.level is Level.REFUSED for f in self.findings)

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
        self._lined_up: dict[tuple[Surface, Direction, str], _Rules] = {}

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
        asked = NONE
        if isinstance(payload, dict):
            named, payload, asked = self._repair(
                surface, direction, named, payload, facts, found, fixed=kind is not None
            )
        else:
            asked = self._rules(surface, direction, "").asked(payload)
        shape = shape_of(surface, direction, payload, named) if payload is not REMOVED else None
        if shape is not None and not fits(payload, shape):
            payload = self._judge(asked.judgements, shape, payload, facts, found)
        if payload is REMOVED:
            return Translation(None, found)
        return Translation(finish(surface, direction, payload, named), found)

    def is_silent(
        self, surface: Surface, direction: Direction, payload: JsonObject, facts: Facts = NOTHING
    ) -> bool:
        """Whether nothing is found but properties that the other API does not know.

        A fraction of the time that `translate` takes, and the payload stays as it is. No is no proof.
        """
        kind = kind_of(surface, payload)
        shape = shape_of(surface, direction, payload, kind)
        if shape is None or not fits(payload, shape, strangers=True):
            return False
        repairs = self._rules(surface, direction, kind).asked(payload).repairs
        return not any(True for _, rule in repairs for _ in rule(payload, facts))

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
    ) -> tuple[str, Json, _Asked]:
        """Where a rule makes another kind of document of it, the rules of that kind take over."""
        asked = NONE
        for _ in range(MOST_TURNS):
            asked = self._rules(surface, direction, named).asked(payload)
            for difference, rule in asked.repairs:
                findings = [*rule(payload, facts)]
                if not findings:
                    continue
                payload = self._take(difference, findings, payload, found)
                if payload is REMOVED:
                    return named, payload, asked
                if not fixed and kind_of(surface, payload) != named:
                    named = kind_of(surface, payload)
                    break
            else:
                break
        return named, payload, asked

    def _judge(
        self, rows: tuple[Row, ...], shape: Shape, payload: Json, facts: Facts, found: list[Found]
    ) -> Json:
        """Until it fits; to look again costs, so only after something was found."""
        for difference, rule in rows:
            findings = [*rule(payload, facts)]
            if findings:
                payload = self._take(difference, findings, payload, found)
                if payload is REMOVED or fits(payload, shape):
                    break
        return payload

    def _take(
        self, difference: Difference, findings: list[Finding], payload: Json, found: list[Found]
    ) -> Json:
        """Note the findings, make their edits: all at once, for each path means the document as it was."""
        edits: list[Edit] = []
        for finding in findings:
            makes = bool(finding.edits) and (
                finding.safety is Safety.SAFE or (self._unsafe and finding.safety is Safety.UNSAFE)
            )
            found.append(Found(difference, finding, makes))
            if makes:
                edits.extend(finding.edits)
        return apply(payload, edits) if edits else payload

    def _rules(self, surface: Surface, direction: Direction, kind: str) -> _Rules:
        key = (surface, direction, kind)
        rules = self._lined_up.get(key)
        if rules is None:
            wanted = self._wanted or (lambda _: True)
            rules = _Rules([r for r in self._registry.rules(*key) if wanted(r[0])])
            if len(self._lined_up) < MOST_KINDS:
                self._lined_up[key] = rules
        return rules


class _Asked(NamedTuple):
    """Rules that can find something in a document: repairs, and what is asked where it still does not fit."""

    repairs: tuple[Row, ...]
    judgements: tuple[Row, ...]


NONE = _Asked((), ())


class _Rules:
    """The rules for one kind of document."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._needed = frozenset(name for d, _ in rows for name in d.needs)
        self._padded, self._uneven = PADDED in self._needed, UNEVEN in self._needed
        self._chosen: dict[frozenset[str], _Asked] = {}

    def asked(self, payload: Json) -> _Asked:
        """Chosen once for each set of needed names that occurs: looking it up beats comparing 20 of them."""
        names = self._needed & seen_in(payload, padded=self._padded, uneven=self._uneven)
        asked = self._chosen.get(names)
        if asked is None:
            rows = [r for r in self._rows if not r[0].needs or not names.isdisjoint(r[0].needs)]
            asked = _Asked(
                tuple(r for r in rows if r[0].phase < Phase.KEYS),
                tuple(r for r in rows if r[0].phase >= Phase.KEYS),
            )
            if len(self._chosen) < MOST_KINDS:
                self._chosen[names] = asked
        return asked


MOST_KINDS = 1000
"""Kinds and names come from payloads: whoever makes them up must not fill the memory."""
MOST_TURNS = 4
