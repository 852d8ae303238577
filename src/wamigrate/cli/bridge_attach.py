"""`wamigrate bridge attach` and `detach`: whether a deployment calls the bridge or the application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import rich_click as click

from wamigrate.bridge.attach import attach as do_attach
from wamigrate.bridge.attach import bridge_url
from wamigrate.bridge.attach import detach as do_detach
from wamigrate.cli.common import number_argument, opened, run_async, say, settings_of
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import open_deployment_transport
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.errors import ConfigError
from wamigrate.store.memory import Memory
from wamigrate.store.opening import Store
from wamigrate.store.sealing import bridge_sealer

__all__ = ["attach", "detach"]


@click.command()
@number_argument()
@click.pass_context
def attach(ctx: click.Context, number: str) -> None:
    """Have the deployment send its callbacks to the bridge. The application goes on getting them.

    Example: wamigrate bridge attach main
    """
    settings = settings_of(ctx)
    found = settings.find(number)

    async def work(store: Store) -> None:
        async with _deployment(settings, found) as onprem:
            url = await bridge_url(store.db, settings)
            done = await do_attach(store.db, await _memory(store), onprem, found, url)
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
        async with _deployment(settings, found) as onprem:
            url = await do_detach(store.db, await _memory(store), onprem, found)
        say(f"{number}: the deployment calls {url or 'nobody, as before'}")

    with opened(settings) as store:
        run_async(work(store))


@asynccontextmanager
async def _deployment(settings: Settings, number: Number) -> AsyncIterator[OnPremClient]:
    """The deployment, as its administrator reaches it."""
    given = number.onprem
    if given is None or given.password is None:
        raise ConfigError(
            f"'{number.name}' has no deployment that can be told.",
            hint="Give onprem.url and onprem.password of its administrator.",
        )
    transport = open_deployment_transport(
        ca_file=settings.path(given.ca_file) if given.ca_file else None,
        proxy=given.proxy,
        connect_limit=settings.timing.connect_limit,
    )
    client = OnPremClient(
        transport,
        url=given.url,
        username=given.username,
        password=given.password,
        clock=SystemClock(),
        call_limit=settings.timing.call_limit,
    )
    try:
        yield client
    finally:
        await client.close()


async def _memory(store: Store) -> Memory:
    return Memory(store.db, await bridge_sealer(store.secrets), SystemClock())
