"""One record in; its findings out, and the record as it would be after a repair."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from wamigrate.core.payload import NOT_JSON, Json
from wamigrate.differences.difference import Difference, Level
from wamigrate.differences.facts import NOTHING, Facts
from wamigrate.differences.registry import Registry
from wamigrate.differences.translate import Found, Translator
from wamigrate.lint.documents import Document, Forced, sort
from wamigrate.lint.links import links_in
from wamigrate.lint.tally import Line, Row, Tally

__all__ = ["UNREADABLE", "Linter", "Options"]

UNREADABLE = "not-json"
"""Stands where a difference's name would: the record is no JSON at all."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to look. `select` and `ignore` are names of differences; nothing selected means all."""

    fix: bool = False
    unsafe: bool = False
    direction: Forced | None = None
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    facts: Facts = NOTHING
    lines: bool = True
    """Give back every finding, not only one example of each difference."""
    links: bool = False
    """Collect one media link for each host."""

    def wants(self, difference: Difference) -> bool:
        name = difference.name
        return name not in self.ignore and (not self.select or name in self.select)


@dataclass(slots=True)
class Linter:
    """Looks at the records of one file, one after the other, and counts."""

    registry: Registry
    options: Options
    file: str = "-"
    tally: Tally = field(default_factory=lambda: Tally(rows={}))
    links: dict[str, str] = field(default_factory=dict)
    _translator: Translator = field(init=False)
    _index: int = 0

    def __post_init__(self) -> None:
        self._translator = Translator(self.registry, unsafe=self.options.unsafe, wanted=self.options.wants)

    def look(self, raw: bytes, line: int) -> tuple[list[Line], list[Json] | None]:
        """The findings of a record, and what it becomes; None where it stays as it is."""
        try:
            record = msgspec.json.decode(raw)
        except NOT_JSON as error:
            return [self.broken(f"this is not JSON: {error}", line)], None
        if self.options.links:
            links_in(record, self.links)
        sorted_ = sort(record, self.options.direction)
        if not sorted_.documents:
            self.tally.skipped += 1
            return [], None
        lines: list[Line] = []
        repaired: list[Json] = []
        edited = False
        for document in sorted_.documents:
            done = self._translator.translate(
                document.surface, document.direction, document.payload, self.options.facts, kind=document.kind
            )
            # What every send gets (`messaging_product`) is no finding, but the copy needs it.
            edited |= done.payload is not document.payload
            if done.findings:
                edited |= any(f.applied for f in done.findings)
                lines += self._count(document, done.findings, line)
            self.tally.messages += 1
            self._index += 1
            if done.payload is not None:
                repaired.append(done.payload)
        if not (self.options.fix and edited):
            return lines, None
        return lines, sorted_.put_back(repaired)

    def broken(self, why: str, line: int) -> Line:
        """The finding for what cannot be read."""
        self.tally.unreadable += 1
        found = Line(self.file, line, self._index, UNREADABLE, Level.REFUSED.value, "", why, None, False)
        row = self.tally.rows.setdefault(UNREADABLE, Row())
        row.count_in(Level.REFUSED, None, fixed=False)
        row.example = row.example or found
        return found

    def _count(self, document: Document, findings: list[Found], line: int) -> list[Line]:
        tally, fix = self.tally, self.options.fix
        lines: list[Line] = []
        left: set[str | None] = set()
        refused = repaired = False
        for found in findings:
            level, means = found.level, found.finding.fix
            fixed = fix and found.applied
            repaired |= fixed
            if level is not Level.NOTE and not fixed:
                left.add(means)
                refused |= level is Level.REFUSED
            row = tally.rows.get(found.difference.name)
            if row is None:
                row = tally.rows[found.difference.name] = Row()
            row.count_in(level, means, fixed=fixed)
            # Millions of findings are only counted, unless somebody wants to read them.
            if self.options.lines or row.example is None:
                shown = self._line(document, found, line)
                row.example = row.example or shown
                lines.append(shown)
        if left:
            tally.refused += refused
            tally.changed += not refused
            tally.person += None in left
            tally.unsafely += None not in left and "unsafe" in left
            tally.safely += left == {"safe"}
        tally.fixed += repaired
        return lines

    def _line(self, document: Document, found: Found, line: int) -> Line:
        finding = found.finding
        return Line(
            self.file,
            line,
            self._index,
            found.difference.name,
            found.level.value,
            document.place(finding.path),
            finding.message,
            finding.fix,
            self.options.fix and found.applied,
        )
