"""What was found, counted; tallies of several files add up."""

from __future__ import annotations

import msgspec

from wamigrate.core.payload import JsonObject
from wamigrate.differences.difference import Level

__all__ = ["Line", "Row", "Tally"]


class Line(msgspec.Struct, frozen=True, gc=False):
    """One finding as it is reported. `line` counts from 1, `index` (of the message in its file) from 0."""

    file: str
    line: int
    index: int
    difference: str
    level: str
    path: str
    message: str
    fix: str | None
    fixed: bool

    def as_json(self) -> JsonObject:
        return msgspec.structs.asdict(self)


class Row(msgspec.Struct):
    """One difference: how often, how much it matters, and the first place."""

    refused: int = 0
    changed: int = 0
    note: int = 0
    safe: int = 0
    unsafe: int = 0
    by_hand: int = 0
    """Refused or changed, and no fix for it."""
    fixed: int = 0
    example: Line | None = None

    @property
    def count(self) -> int:
        return self.refused + self.changed + self.note

    def count_in(self, level: Level, fix: str | None, *, fixed: bool) -> None:
        """One more finding."""
        if level is Level.REFUSED:
            self.refused += 1
        elif level is Level.CHANGED:
            self.changed += 1
        else:
            self.note += 1
        if fix == "safe":
            self.safe += 1
        elif fix == "unsafe":
            self.unsafe += 1
        elif level is not Level.NOTE:
            self.by_hand += 1
        self.fixed += fixed


class Tally(msgspec.Struct):
    """Messages (not findings), unless it says otherwise. After a repair, what is left in the copies."""

    messages: int = 0
    refused: int = 0
    """Cloud API says no to them as they are (after `--fix`: as they are now)."""
    changed: int = 0
    """Cloud API takes them, and they mean something else."""
    fixed: int = 0
    """Something in them was repaired."""
    safely: int = 0
    """Refused or changed; every such finding has a safe fix."""
    unsafely: int = 0
    """Refused or changed; the fixes need `--unsafe`."""
    person: int = 0
    """Refused or changed, and at least one such finding has no fix."""
    unreadable: int = 0
    """Records that are not JSON."""
    skipped: int = 0
    """Records that are about something else: other calls of a HAR file."""
    rows: dict[str, Row] = {}

    def add(self, other: Tally) -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, theirs in other.rows.items():
            ours = self.rows.setdefault(name, Row())
            for count in ("refused", "changed", "note", "safe", "unsafe", "by_hand", "fixed"):
                setattr(ours, count, getattr(ours, count) + getattr(theirs, count))
            ours.example = ours.example or theirs.example

    @property
    def clean(self) -> bool:
        """Nothing refused or changed is left."""
        return not (self.refused or self.changed or self.unreadable)


COUNTS = tuple(name for name in Tally.__struct_fields__ if name != "rows")
