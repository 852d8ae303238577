"""Leaving `draining`: a barrier, so that no new message overtakes the last one of the queue.

Every process stops appending and keeps new requests waiting; the tail goes out; then comes the target state,
and the requests that waited go there. What takes longer than a client waits is given up and tried again.
"""

from __future__ import annotations

import logging
from time import monotonic

from sqlalchemy import Connection

from wamigrate.bridge.drain import Drain
from wamigrate.bridge.queue import MOST_BEHIND
from wamigrate.store import bridges, routes
from wamigrate.store.hot import held
from wamigrate.store.routes import Route, RouteState

__all__ = ["Closing"]

SOON = 0.005
LIMIT = 4.0
"""Longest that requests are kept waiting."""
PAUSE = 2.0
BUSY = 0.05

log = logging.getLogger("wamigrate.bridge")


class Closing:
    """Takes one number out of `draining`, in the process that keeps it."""

    def __init__(self, drain: Drain, *, lease: float, renewal: float) -> None:
        self._drain = drain
        self._plane = drain.plane
        self._fresh = lease - 2 * renewal
        self._since: float | None = None
        self._gate = -1
        self._again_at = 0.0

    async def turn(self) -> float | None:
        """Do what is to be done; after how many seconds to look again, None when there is nothing to do."""
        route = self._plane.routes.route(self._drain.number)
        if route is None or route.state is not RouteState.DRAINING:
            self._since = None
            return None
        return await (self._close(route) if route.closing else self._try_to_close(route))

    async def _try_to_close(self, route: Route) -> float:
        self._since = None
        if monotonic() < self._again_at:
            return self._again_at - monotonic()
        few = max(4, int(self._drain.keeping.rate / 4))
        if await self._left(few + 1) > few or await self._unended() > self._may_stay(route, few):
            self._again_at = monotonic() + BUSY
            return BUSY
        if not await self._all_answer(route):
            return 0.02
        await self._move(route, RouteState.DRAINING, closing=True)
        return SOON

    async def _close(self, route: Route) -> float:
        if self._since is None:
            self._since = monotonic()
        if monotonic() - self._since > LIMIT:
            log.warning("a queue could not be closed in %g s; it drains on", LIMIT)
            self._again_at = monotonic() + PAUSE
            await self._move(route, RouteState.DRAINING, closing=False)
            return PAUSE
        if not await self._all_stopped(route):
            return SOON
        if self._gate < route.epoch:
            # Whoever was paused for so long that nobody waits for it must not append to a queue that is gone.
            await self._plane.hot.run(held.close_gate, self._drain.number, route.epoch)
            self._gate = route.epoch
        if not self._drain.idle or await self._left(1) or await self._unended() > self._may_stay(route, 0):
            return SOON
        if route.target is not None:
            await self._move(route, route.target, closing=False)
        return SOON

    async def _left(self, most: int) -> int:
        left: int = await self._plane.hot.read(held.left, self._drain.number, most)
        return left

    async def _unended(self) -> int:
        unended: int = await self._plane.hot.read(held.unended, self._drain.number)
        return unended

    @staticmethod
    def _may_stay(route: Route, tail: int) -> int:
        """How many may wait behind a lost send when the number leaves: none that On-Premises is to get.

        Whoever gives a move up may take the bridge away next, and nobody would send them.
        """
        return MOST_BEHIND if route.target is RouteState.CLOUD else tail

    async def _all_answer(self, route: Route) -> bool:
        """Every living process follows this number and was seen lately: closing will not take long."""

        def work(conn: Connection) -> bool:
            behind = bridges.unacknowledged(conn, route.phone_number_id, route.epoch)
            return not behind and all(bridge.lease_left >= self._fresh for bridge in bridges.live(conn))

        return await self._plane.db.read(work)

    async def _all_stopped(self, route: Route) -> bool:
        number, epoch = route.phone_number_id, route.epoch
        return not await self._plane.db.read(lambda conn: bridges.unacknowledged(conn, number, epoch))

    async def _move(self, route: Route, to: RouteState, *, closing: bool) -> None:
        at, target = self._now(), None if to is route.target else route.target

        def work(conn: Connection) -> Route | None:
            return routes.move(conn, route, to, owner=route.owner, at=at, target=target, closing=closing)

        await self._plane.db.run(work)
        await self._plane.attendance.refresh()

    def _now(self) -> float:
        return self._plane.clock.now().timestamp()
