"""`wamigrate worker`: walks whatever migrations the store holds."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import rich_click as click

from wamigrate.cli.common import opened, run_async, say, settings_of
from wamigrate.config import Settings
from wamigrate.core.clock import SystemClock
from wamigrate.store.opening import Store

__all__ = ["worker"]


@click.command()
@click.pass_context
def worker(ctx: click.Context) -> int:
    """Walk the migrations that other commands start, and take over those of dead workers (PostgreSQL).

    Ends on SIGTERM; a `register` in flight is waited for.

    Example: wamigrate worker
    """
    settings = settings_of(ctx)
    with opened(settings) as store:
        run_async(_work(settings, store))
    return 0


async def _work(settings: Settings, store: Store) -> None:
    from wamigrate.migration.drive import runner

    task = asyncio.current_task()
    if task is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        async with runner(settings, store, SystemClock()):
            say("worker ready")
            await asyncio.Event().wait()
    say("worker stopped")
