"""Runs a migration in this process, or follows the process that runs it; told of every change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection

from wamigrate.config import Settings
from wamigrate.core.clock import Clock
from wamigrate.engine import Engine, running_engine
from wamigrate.errors import Locked
from wamigrate.migration import operator
from wamigrate.migration.alerts import watch
from wamigrate.migration.follow import Follower, OnChange
from wamigrate.migration.journal import OnWrite
from wamigrate.migration.walker import Walker
from wamigrate.migration.workbench import Workbench
from wamigrate.store import migrations
from wamigrate.store.migrations import Leg, Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["drive", "runner"]

TRY_LOCK_EVERY = 1.0


@asynccontextmanager
async def runner(
    settings: Settings, store: Store, clock: Clock, on_write: OnWrite | None = None
) -> AsyncIterator[Engine]:
    """A launched engine with everything its steps need; Locked where another process is the runner."""
    workbench = Workbench(settings, store.db, store.secrets, clock, on_write)
    walker = Walker(workbench)
    timing = settings.timing
    try:
        async with running_engine(
            store.db, walker, poll=timing.engine_poll, adopt_poll=timing.adopt_poll
        ) as engine:
            watching = asyncio.create_task(watch(store.db, settings, clock))
            try:
                yield engine
            finally:
                watching.cancel()
                await walker.uncrossed()
    finally:
        await workbench.close()


async def drive(
    settings: Settings,
    store: Store,
    migration: Migration,
    *,
    clock: Clock,
    on_change: OnChange,
    approve: bool = False,
    on_write: OnWrite | None = None,
) -> Migration:
    """Walk it until it waits, stops or is finished.

    `approve`: say yes at the gate that this preparation leads to, and at no later one.
    """
    follower = Follower(store, settings.timing.follow_poll, on_change)
    gate = migration.run if approve and migration.leg is Leg.PREPARE else None
    while True:
        try:
            async with runner(settings, store, clock, on_write) as engine:
                return await _drive_here(settings, store, migration, engine, follower, clock, gate)
        except Locked as locked:
            found = await follower.follow(migration.id, limit=TRY_LOCK_EVERY, elsewhere=locked.message)
            if found.phase is Phase.WAITING and found.run == gate:
                migration = await _approve(settings, store, found, clock)
            elif found.phase is not Phase.RUNNING:
                return found


async def _drive_here(
    settings: Settings,
    store: Store,
    migration: Migration,
    engine: Engine,
    follower: Follower,
    clock: Clock,
    gate: int | None,
) -> Migration:
    while True:
        if migration.phase is Phase.RUNNING:
            await engine.start(migration)
        found = await follower.follow(migration.id)
        if found.phase is Phase.WAITING and found.run == gate:
            migration = await _approve(settings, store, found, clock)
            continue
        await engine.finish_others()
        return found


async def _approve(settings: Settings, store: Store, migration: Migration, clock: Clock) -> Migration:
    at = clock.now().timestamp()

    def work(conn: Connection) -> Migration:
        row = migrations.lock(conn, migration.id)
        if row.phase is not Phase.WAITING or row.run != migration.run:
            return row
        return operator.approve(conn, settings, row, at=at)

    return await store.db.run(work)
