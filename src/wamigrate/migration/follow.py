"""Following a migration from outside: our own tables, read again and again; no engine needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import journal, migrations
from wamigrate.store.journal import Entry
from wamigrate.store.migrations import Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["Change", "Follower", "OnChange"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a follower is shown: the row as it is, and journal rows that are new since the last look."""

    migration: Migration
    entries: list[Entry]
    elsewhere: str | None = None


OnChange = Callable[[Change], None]


class Follower:
    """Reads our own tables; knows what it has shown already."""

    def __init__(self, store: Store, poll: float, on_change: OnChange) -> None:
        self._store = store
        self._poll = poll
        self._on_change = on_change
        self._shown = -1
        self._elsewhere: str | None = None

    async def follow(
        self, migration_id: str, *, limit: float | None = None, elsewhere: str | None = None
    ) -> Migration:
        """Until the migration is not running any more, or `limit` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit if limit is not None else None
        while True:
            found, entries = await self._store.db.read(lambda conn: _read(conn, migration_id))
            self._show(found, entries, elsewhere)
            if found.phase is not Phase.RUNNING or (deadline is not None and loop.time() >= deadline):
                return found
            await asyncio.sleep(self._poll)

    def _show(self, found: Migration, entries: list[Entry], elsewhere: str | None) -> None:
        if self._shown < 0:  # what happened before this command is not news
            self._shown = entries[-1].n if entries and found.run > 1 else 0
        new = [e for e in entries if e.n > self._shown]
        told = elsewhere if elsewhere != self._elsewhere else None
        self._elsewhere = elsewhere
        self._on_change(Change(found, new, told))
        if new:
            self._shown = new[-1].n


def _read(conn: Connection, migration_id: str) -> tuple[Migration, list[Entry]]:
    return migrations.get(conn, migration_id), journal.entries(conn, migration_id)
