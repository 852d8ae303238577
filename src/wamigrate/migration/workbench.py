"""Opens what the steps need: clients once for each number, a context anew for each step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from wamigrate.clients.calls import Call
from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Transport, open_deployment_transport, open_transport
from wamigrate.config import Number, Settings
from wamigrate.core.clock import Clock
from wamigrate.core.secret import Secret
from wamigrate.migration.context import Context
from wamigrate.migration.journal import Journal, OnWrite
from wamigrate.store import journal, migrations
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry
from wamigrate.store.migrations import Migration
from wamigrate.store.secrets import SecretStore

__all__ = ["Clients", "Workbench", "clients_of", "open_clients"]


@dataclass(slots=True)
class Clients:
    """Both clients of one number, and the calls that they made since the last look."""

    cloud: CloudClient
    onprem: OnPremClient | None
    transport: Transport
    calls: list[Call] = field(default_factory=list)

    async def close(self) -> None:
        await self.cloud.close()
        if self.onprem is not None:
            await self.onprem.close()


def open_clients(number: Number, settings: Settings, clock: Clock) -> Clients:
    """Clients for one number; nothing is sent yet."""
    graph, timing, calls = settings.graph, settings.timing, list[Call]()

    def path_of(ca_file: str | None) -> Path | None:
        return settings.path(ca_file) if ca_file else None

    transport = open_transport(
        ca_file=path_of(graph.ca_file), proxy=graph.proxy, connect_limit=timing.connect_limit
    )
    cloud = CloudClient(
        transport,
        url=graph.url,
        version=graph.version,
        token=number.token,
        app_id=graph.app_id,
        app_secret=graph.app_secret,
        clock=clock,
        call_limit=timing.call_limit,
        register_limit=timing.register_limit,
        on_call=calls.append,
    )
    onprem = None
    if number.onprem is not None:
        onprem = OnPremClient(
            open_deployment_transport(
                ca_file=path_of(number.onprem.ca_file),
                proxy=number.onprem.proxy,
                connect_limit=timing.connect_limit,
            ),
            url=number.onprem.url,
            username=number.onprem.username,
            password=number.onprem.password or Secret(""),
            clock=clock,
            call_limit=timing.call_limit,
            on_call=calls.append,
        )
    return Clients(cloud, onprem, transport, calls)


@asynccontextmanager
async def clients_of(number: Number, settings: Settings, clock: Clock) -> AsyncIterator[Clients]:
    """Clients for a moment."""
    clients = open_clients(number, settings, clock)
    try:
        yield clients
    finally:
        await clients.close()


class Workbench:
    """Everything a runner shares between its migrations."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        secrets: SecretStore,
        clock: Clock,
        on_write: OnWrite | None = None,
    ) -> None:
        self.settings = settings
        self.db = db
        self.secrets = secrets
        self.clock = clock
        self._on_write = on_write
        self._clients: dict[str, Clients] = {}

    async def context(self, migration_id: str) -> Context:
        """The migration as it is now, with everything a step needs."""

        def read(conn: Connection) -> tuple[Migration, list[Entry]]:
            return migrations.get(conn, migration_id), journal.entries(conn, migration_id)

        migration, entries = await self.db.read(read)
        number = self.settings.find(migration.number)
        if number.name not in self._clients:
            self._clients[number.name] = open_clients(number, self.settings, self.clock)
        clients = self._clients[number.name]
        return Context(
            migration=migration,
            number=number,
            settings=self.settings,
            cloud=clients.cloud,
            onprem=clients.onprem,
            transport=clients.transport,
            db=self.db,
            secrets=self.secrets,
            clock=self.clock,
            journal=Journal(
                self.db,
                migration,
                self.clock,
                number=number,
                calls=clients.calls,
                on_write=self._on_write,
            ),
            entries=entries,
        )

    async def close(self) -> None:
        for clients in self._clients.values():
            await clients.close()
        self._clients.clear()
