"""Everything of the data plane that one bridge process needs, opened together and closed in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from wamigrate.bridge.attendance import Attendance
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.queue import HeldQueue
from wamigrate.bridge.routes import LiveRoutes
from wamigrate.config import Settings
from wamigrate.core.clock import Clock, SystemClock
from wamigrate.store.database import Database
from wamigrate.store.hot.opening import open_hot
from wamigrate.store.hot.program import HotStore
from wamigrate.store.memory import Memory
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState
from wamigrate.store.sealing import Sealer, bridge_sealer

__all__ = ["Plane", "open_plane"]


INFLOW = 0.75
"""Of what a number sends, so much at most is added to its queue while it is being emptied."""
SPREAD = 0.5
"""Seconds until every other process has heard who waits, also one that is just connecting anew."""


@dataclass(frozen=True, slots=True)
class Plane:
    """One process's data plane."""

    db: Database
    hot: HotStore
    sealer: Sealer
    clock: Clock
    settings: Settings
    routes: LiveRoutes
    attendance: Attendance
    queue: HeldQueue
    memory: Memory


@asynccontextmanager
async def open_plane(
    settings: Settings, store: Store, *, url: str | None = None, clock: Clock | None = None
) -> AsyncIterator[Plane]:
    """This process is known to the store from here on; at the end it leaves in order.

    `url` is the address at which the bridge is reached.
    """
    clock = clock or SystemClock()
    sealer = await bridge_sealer(store.secrets)
    live = LiveRoutes(Lease(), relay_limit=settings.bridge.relay_limit)
    numbers = [number.phone_number_id for number in settings.number]
    attendance = Attendance(store.db, live, settings.bridge, numbers=numbers, url=url)
    async with open_hot(store.url) as hot:
        rates = {number.phone_number_id: number.message_rate for number in settings.number}
        queue = HeldQueue(
            hot,
            sealer,
            settings.hold,
            clock,
            at_once=lambda number: _sends_at_once(live, number),
            spread=lambda: SPREAD if attendance.peers > 1 else 0.0,
            rate=lambda number: INFLOW * rates.get(number, 75) / attendance.peers,
        )
        attendance.subscribe(queue.moved)
        await attendance.start()
        await queue.look()
        following = asyncio.create_task(queue.keep_looking())
        try:
            yield Plane(
                db=store.db,
                hot=hot,
                sealer=sealer,
                clock=clock,
                settings=settings,
                routes=live,
                attendance=attendance,
                queue=queue,
                memory=Memory(store.db, sealer, clock),
            )
        finally:
            following.cancel()
            await attendance.stop()


def _sends_at_once(live: LiveRoutes, number: str) -> bool:
    route = live.route(number)
    return route is not None and route.state in (RouteState.ONPREM, RouteState.CLOUD)
