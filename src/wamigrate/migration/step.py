"""The shape of a step: one file with a run, its blockers, a probe, and an undo where there is one."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wamigrate.core.payload import JsonObject
from wamigrate.migration import probe as both_sides
from wamigrate.migration.state import Probe, State

if TYPE_CHECKING:
    from wamigrate.config import Number, Settings
    from wamigrate.migration.check import Result
    from wamigrate.migration.context import Context
    from wamigrate.store.migrations import Migration

__all__ = ["AFTER", "BEFORE", "Blocker", "Output", "Prospect", "Step"]

Output = JsonObject
"""What a step found or did: plain JSON without secrets or personal data; it stands in the journal."""

BEFORE = frozenset({State.S0, State.SX})
AFTER = frozenset({State.S2, State.S2B})


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a step cannot run as things are, and what to do. A note does not block."""

    what: str
    todo: str = ""
    note: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What `plan` knows when it asks each step for its blockers: everything has been read by then."""

    number: Number
    settings: Settings
    path: str
    results: Sequence[Result] = ()
    bridged: bool = False
    """The number stands behind a bridge already."""
    bridge_serves: bool = False
    """It does, or will when it moves."""
    unknown_callers: Sequence[str] = ()
    """Callers of the bridge that could not log in any more after the move."""
    two_step: str = "unknown"

    @property
    def has_onprem(self) -> bool:
        return self.path in {"A", "B"}


Run = Callable[["Context"], Awaitable[Output]]
ProbeOf = Callable[["Context"], Awaitable[Probe]]
BlockersOf = Callable[[Prospect], Iterable[Blocker]]
Perform = Callable[["Context", "Step"], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Step:
    """One step of the chain. The module's docstring is its page in the reference."""

    module: str
    acts_in: frozenset[State] = BEFORE
    """States in which it may act (again) after an interruption."""
    point_of_no_return: bool = False
    paths: str = "ABCD"
    since: int = 1
    """The first version of the chain that has it: what was begun before goes on without."""
    undo: Run | None = field(default=None, init=False)
    perform: Perform | None = field(default=None, init=False)
    _run: Run | None = field(default=None, init=False)
    _blockers: BlockersOf | None = field(default=None, init=False)
    _probe: ProbeOf | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The module's own name: kept in the journal, never renamed."""
        return self.module.rsplit(".", 1)[-1]

    @property
    def doc(self) -> str:
        module = sys.modules[self.module]
        return inspect.cleandoc(module.__doc__ or "")

    @property
    def title(self) -> str:
        return self.doc.split("\n", 1)[0].rstrip(".")

    def walked_by(self, migration: Migration) -> bool:
        """Whether the step belongs to the migration's path, and to the chain that it was begun with."""
        return migration.path in self.paths and self.since <= migration.chain

    def runs(self, function: Run) -> Run:
        """Declare what the step does: at most one outside effect."""
        self._run = function
        return function

    def undoes(self, function: Run) -> Run:
        self.undo = function
        return function

    def blocks(self, function: BlockersOf) -> BlockersOf:
        self._blockers = function
        return function

    def probes(self, function: ProbeOf) -> ProbeOf:
        self._probe = function
        return function

    def performs(self, function: Perform) -> Perform:
        """Replace the ordinary intended → run → done. Only `register_number` needs it."""
        self.perform = function
        return function

    async def run(self, ctx: Context) -> Output:
        if self._run is None:
            raise TypeError(f"{self.name} declares no run")
        return await self._run(ctx)

    def blockers(self, prospect: Prospect) -> Iterable[Blocker]:
        """Read-only; what `plan` prints."""
        return self._blockers(prospect) if self._blockers else ()

    async def probe(self, ctx: Context) -> Probe:
        """Read-only: a state and what was seen on each side."""
        return await (self._probe(ctx) if self._probe else both_sides.probe(ctx, sent_at=None))
