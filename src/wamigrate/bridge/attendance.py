"""Keeps this process known to the store: its lease, its view of the routes, its acknowledgements.

The lease and the view are taken in one transaction. So a process never relays on a route that is older than
its lease, and one that was paused sees what happened before it may act again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from wamigrate.bridge.routes import LiveRoutes
from wamigrate.bridge.witness import First, Witness
from wamigrate.config import BridgeSettings
from wamigrate.errors import StoreError
from wamigrate.store import bridges, moments, routes
from wamigrate.store.database import Database
from wamigrate.store.db_time import DbTime, db_time
from wamigrate.store.route_watch import watch_routes
from wamigrate.store.routes import Route, RouteState

__all__ = ["Attendance", "new_bridge_id"]

MOVING, STILL, SETTLED = 0.005, 0.02, 0.5
"""How often SQLite is asked for news: while a number moves, while one may, when all are on Cloud API."""
AGAIN = 0.1

log = logging.getLogger("wamigrate.bridge")
OnNews = Callable[[Sequence[str]], None]


def new_bridge_id() -> str:
    """A name that no other process has had."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class _Word:
    """What one look into the store brought."""

    asked_at: float
    at: float
    routes: Sequence[Route]
    peers: int = 1
    machines: int = 1


class Attendance:
    """One process's presence. `start` before the first request, `stop` after the last one."""

    def __init__(
        self,
        db: Database,
        live: LiveRoutes,
        settings: BridgeSettings,
        *,
        numbers: Iterable[str],
        url: str | None = None,
        bridge_id: str | None = None,
        time: DbTime = db_time,
    ) -> None:
        self.id = bridge_id or new_bridge_id()
        self._db = db
        self._live = live
        self._settings = settings
        self._numbers = tuple(numbers)
        self._url = url
        self._time = time
        self.peers = 1
        """Living bridge processes, this one included, at the last renewal."""
        self.machines = 1
        """On so many machines."""
        self._seen_at: float | None = None
        self._news, self._quiet = asyncio.Event(), asyncio.Event()
        live.on_quiet = self._quiet.set
        self.witness = Witness()
        """What this process saw of each number's two sides."""
        self.witness.on_first = self._quiet.set
        self._tasks: list[asyncio.Task[None]] = []
        self._listeners: list[OnNews] = []

    def subscribe(self, listener: OnNews) -> None:
        """Be told of numbers whose route changed."""
        self._listeners.append(listener)

    async def start(self) -> None:
        """Enter the store's list with a first lease and a first view."""
        await self.renew()
        loops = (self._renewing(), self._watching(), self._refreshing(), self._acknowledging())
        self._tasks = [asyncio.create_task(_for_ever(loop)) for loop in loops]

    async def stop(self, *, limit: float = 10.0) -> None:
        """Wait until nothing here needs the lease, then leave the list; else the lease runs out by itself."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self._live.until_idle()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._live.idle:
            self._live.lease.given_back()
            with contextlib.suppress(StoreError):
                await self._db.run(lambda conn: bridges.leave(conn, self.id))

    async def renew(self) -> None:
        """A new lease, and the routes as they are at that moment."""
        word = await self._db.run(self._renew_in)
        # Nothing may run between these two: the lease is good only for what was seen with it.
        news = self._take(word)
        self.peers, self.machines = max(word.peers, 1), max(word.machines, 1)
        self._live.lease.granted(word.asked_at, self._settings.lease)
        self._quiet.set()
        self._tell(news)

    async def refresh(self) -> None:
        """The routes as they are now."""
        asked, seen = self._live.lease.clock(), self._seen_at

        def work(conn: Connection) -> _Word:
            return _Word(asked, self._time(conn), routes.moved_since(conn, seen))

        self._tell(self._take(await self._db.read(work)))

    def _renew_in(self, conn: Connection) -> _Word:
        asked = self._live.lease.clock()
        lease = self._settings.lease
        if not bridges.renew(conn, self.id, lease=lease, time=self._time):
            bridges.enter(
                conn,
                self.id,
                host=socket.gethostname(),
                pid=os.getpid(),
                url=self._url,
                lease=lease,
                time=self._time,
            )
        if self._seen_at is None:
            for number in self._numbers:
                routes.get(conn, number, self._time(conn))
        living = bridges.live(conn, time=self._time)
        news = routes.moved_since(conn, self._seen_at)
        machines = len({bridge.host for bridge in living})
        return _Word(asked, self._time(conn), news, len(living), machines)

    def _take(self, word: _Word) -> list[str]:
        self._seen_at = max(word.at, self._seen_at or 0.0)
        return self._live.see(word.routes)

    def _tell(self, news: Sequence[str]) -> None:
        if news:
            for listener in self._listeners:
                listener(news)

    async def _renewing(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_renewal)
            await _patiently(self.renew)

    async def _watching(self) -> None:
        await watch_routes(self._db, self._news.set, self._pause)

    async def _refreshing(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            if not await _patiently(self.refresh):
                await asyncio.sleep(AGAIN)
                self._news.set()

    async def _acknowledging(self) -> None:
        while True:
            await self._quiet.wait()
            self._quiet.clear()
            due, firsts = list(self._live.due()), self.witness.taken()
            if (due or firsts) and not await _patiently(partial(self._acknowledge, due, firsts)):
                await asyncio.sleep(AGAIN)
                self.witness.put_back(firsts)
                self._quiet.set()

    async def _acknowledge(self, due: Sequence[tuple[str, int]], firsts: Sequence[First]) -> None:
        def work(conn: Connection) -> None:
            for number, epoch in due:
                bridges.acknowledge(conn, self.id, number, epoch)
                self._testify(conn, number, epoch)
            for number, what, at in firsts:
                moments.first(conn, number, what, at)

        await self._db.run(work)
        for number, epoch in due:
            self._live.acknowledged(number, epoch)

    def _testify(self, conn: Connection, number: str, epoch: int) -> None:
        """Write what was seen last on On-Premises, at a barrier behind which nothing of it follows."""
        route, witness = self._live.route(number), self.witness
        hold = epoch if route is not None and route.state is RouteState.HOLD else None
        sent, inbound = witness.sent.get(number), witness.inbound.get(number)
        moments.last(conn, number, sent=sent, inbound=inbound, hold=hold)

    def _pause(self) -> float:
        states = {route.state for route in self._live.numbers}
        if states & {RouteState.HOLD, RouteState.DRAINING}:
            return MOVING
        return STILL if RouteState.ONPREM in states else SETTLED


async def _patiently(work: Callable[[], Coroutine[None, None, None]]) -> bool:
    """Whether it could be done; a store that is away is met again soon."""
    try:
        await work()
    except StoreError as error:
        log.warning("the store is away: %s", error.message)
        return False
    return True


async def _for_ever(loop: Coroutine[None, None, None]) -> None:
    try:
        await loop
    except asyncio.CancelledError:
        raise
    except Exception:
        # Without this loop the lease runs out, and the process stops relaying: safe, but never silent.
        log.critical("a loop of the bridge ended", exc_info=True)
        raise
