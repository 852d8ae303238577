"""The journal of one run: a row before each effect and a row after it, in our own database.

The workflow engine records a step's result only after the effect, so a crash in between would run the
step again. That is right for reads and wrong for `register`.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import Connection

from wamigrate.clients.calls import Call
from wamigrate.config import Number
from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject
from wamigrate.migration.masking import masked
from wamigrate.store import calls as call_table
from wamigrate.store import journal as table
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration

__all__ = ["Also", "Journal", "OnWrite", "Superseded", "is_open", "last_of"]

OnWrite = Callable[[str], None]
"""Told of each write as `before STEP:KIND` and `after STEP:KIND`; the crash tests kill the process there."""

log = logging.getLogger("wamigrate.migration")

Also = Callable[[Connection], None]
"""What else changes in the transaction of a row."""


class Superseded(Exception):
    """Another process has taken this migration over: whatever this one was about to write is void."""


def last_of(entries: Iterable[Entry], step: str) -> Entry | None:
    """The newest row of a step, observations aside."""
    return next((e for e in reversed([*entries]) if e.step == step and e.kind is not Kind.OBSERVED), None)


def is_open(entries: Iterable[Entry], step: str) -> bool:
    """Whether an intent of the step has no end."""
    last = last_of(entries, step)
    return last is not None and last.kind is Kind.INTENDED


class Journal:
    """Writes rows for one run of one migration."""

    def __init__(
        self,
        db: Database,
        migration: Migration,
        clock: Clock,
        *,
        number: Number,
        calls: list[Call],
        on_write: OnWrite | None = None,
    ) -> None:
        self._db = db
        self._migration = migration
        self._clock = clock
        self._number = number
        self._calls = calls
        self._on_write = on_write or (lambda _: None)

    async def write(
        self, step: str, kind: Kind, data: JsonObject | None = None, also: Also | None = None
    ) -> Entry:
        """One row, with whatever `also` changes in the same transaction."""
        at = self._clock.now().timestamp()
        shown = self.fit(data or {})

        def work(conn: Connection) -> Entry:
            if also is not None:
                also(conn)
            return table.append(conn, self._migration.id, self._migration.run, step, kind, at, shown)

        return await self.around(f"{step}:{kind.value}", work)

    def fit(self, data: JsonObject) -> JsonObject:
        """The data as it may stand in a row: no phone numbers, no addresses with queries."""
        return dict(masked(data, self._number))

    async def around(self, point: str, work: Callable[[Connection], Entry]) -> Entry:
        """Run a transaction that writes a row of its own; the calls made since the last one go with it."""
        made = [*self._calls]

        def both(conn: Connection) -> Entry:
            entry = work(conn)
            self._keep(conn, entry.step, made)
            return entry

        self._on_write(f"before {point}")
        entry = await self._db.run(both)
        self._on_write(f"after {point}")
        log.debug("%s %s", self._migration.id, point)
        del self._calls[: len(made)]
        return entry

    async def keep_calls(self, step: str) -> None:
        """Store calls that no row has taken along."""
        made = [*self._calls]
        if made:
            await self._db.run(lambda conn: self._keep(conn, step, made))
            del self._calls[: len(made)]

    def _keep(self, conn: Connection, step: str, made: list[Call]) -> None:
        rows = [{**dataclasses.asdict(call), "at": call.at.timestamp()} for call in made]
        call_table.keep(conn, self._migration.id, self._migration.run, step, rows)

    async def observed(
        self, step: str, what: str, at: datetime | float | None = None, **data: object
    ) -> None:
        """Keep a piece of evidence with the moment it was seen."""
        moment = at.timestamp() if isinstance(at, datetime) else at
        await self.write(
            step, Kind.OBSERVED, {"what": what, "seen_at": moment or self._clock.now().timestamp(), **data}
        )

    async def entries(self) -> list[Entry]:
        return await self._db.run(lambda conn: table.entries(conn, self._migration.id))
