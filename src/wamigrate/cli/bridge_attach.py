"""`wamigrate bridge attach` and `detach`: whether a deployment calls the bridge or the application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import rich_click as click

from wamigrate.attachment import Attachment, bridge_address
from wamigrate.cli.common import number_argument, opened, run_async, say, settings_of
from wamigrate.clients.transport import Transport
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.errors import ConfigError, UsageError
from wamigrate.migration.workbench import clients_of
from wamigrate.store import bridges
from wamigrate.store.memory import Memory, open_memory
from wamigrate.store.opening import Store

__all__ = ["attach", "detach"]


@click.command()
@number_argument()
@click.pass_context
def attach(ctx: click.Context, number: str) -> None:
    """Have the deployment send its callbacks to the bridge. The application goes on getting them.

    `migrate` does the same by itself where a bridge lives; by hand it can be done long before.

    Example: wamigrate bridge attach main
    """
    settings = settings_of(ctx)
    found = settings.find(number)

    async def work(store: Store) -> None:
        memory = await open_memory(store.db, store.secrets, SystemClock())
        async with _deployment(settings, found, memory) as (attachment, transport):
            living = await store.db.read(bridges.live)
            address = await bridge_address(living, settings, found, transport)
            if address is None:
                raise UsageError("No bridge runs.", hint="Start one with: wamigrate bridge")
            done = await attachment.attach(address)
        to = done.application_url or found.callback_url
        say(f"{number}: the deployment calls {done.url}" + ("" if done.changed else " already"))
        say(f"  from there events go to {to or 'nobody yet: set callback_url in wamigrate.toml'}")
        say(f"next: wamigrate shadow {number}")

    with opened(settings) as store:
        run_async(work(store))


@click.command()
@number_argument()
@click.pass_context
def detach(ctx: click.Context, number: str) -> None:
    """Undo attach: the deployment calls the application itself again.

    Example: wamigrate bridge detach main
    """
    settings = settings_of(ctx)
    found = settings.find(number)

    async def work(store: Store) -> None:
        memory = await open_memory(store.db, store.secrets, SystemClock())
        async with _deployment(settings, found, memory) as (attachment, _):
            url = await attachment.detach()
        say(f"{number}: the deployment calls {url or 'nobody, as before'}")

    with opened(settings) as store:
        run_async(work(store))


@asynccontextmanager
async def _deployment(
    settings: Settings, number: Number, memory: Memory
) -> AsyncIterator[tuple[Attachment, Transport]]:
    """The deployment as its administrator reaches it, and how everything else is reached."""
    if number.onprem is None or number.onprem.password is None:
        raise ConfigError(
            f"'{number.name}' has no deployment that can be told.",
            hint="Give onprem.url and onprem.password of its administrator.",
        )
    async with clients_of(number, settings, SystemClock()) as clients:
        if clients.onprem is None:
            raise TypeError("there is a deployment, and no client of it")
        yield Attachment(memory, clients.onprem, number), clients.transport
