"""What a step is given: the number, both clients, the journal, the secrets and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Transport
from wamigrate.config import Number, Settings, Timing
from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import StepFailed
from wamigrate.migration.journal import Journal, last_of
from wamigrate.migration.state import State
from wamigrate.store import migrations
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration
from wamigrate.store.secrets import SecretStore

__all__ = ["Context"]

T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """One step's view of its migration. Built anew for each step."""

    migration: Migration
    number: Number
    settings: Settings
    cloud: CloudClient
    onprem: OnPremClient | None
    transport: Transport
    db: Database
    secrets: SecretStore
    clock: Clock
    journal: Journal
    entries: list[Entry]
    _waiting_for: str | None = None

    @property
    def timing(self) -> Timing:
        return self.settings.timing

    @property
    def from_state(self) -> State:
        """The state in which this migration's path starts."""
        return State.S0 if self.migration.path == "A" else State.SX

    def now(self) -> float:
        return self.clock.now().timestamp()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """One transaction in our own database."""
        return await self.db.run(work)

    async def secret(self, name: str) -> Secret | None:
        return await self.secrets.get(self.migration.id, name)

    async def keep_secret(self, name: str, value: Secret) -> None:
        await self.secrets.put(self.migration.id, name, value)

    def output_of(self, step: str) -> JsonObject | None:
        """What the newest finished pass of a step found, or None."""
        done = [e for e in self.entries if e.step == step and e.kind is Kind.DONE]
        return done[-1].data if done else None

    def last(self, step: str) -> Entry | None:
        return last_of(self.entries, step)

    async def waits(self, what: str) -> None:
        """Let `status` say what the step waits for."""
        if what == self._waiting_for:
            return
        self._waiting_for = what
        migration_id = self.migration.id
        await self.db.run(lambda conn: migrations.update(conn, migration_id, waiting_for=what))

    async def stop_if_cancelled(self) -> None:
        """Inside a long wait before `register`: leave it when somebody cancelled."""
        row = await self.db.run(lambda conn: migrations.get(conn, self.migration.id))
        if row.cancel_at is not None:
            raise StepFailed("The migration was cancelled.", step=row.step or "")
