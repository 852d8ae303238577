"""What may happen to a number's traffic right now, as this process sees it.

The one place that decides between relay, hold and Cloud API. It knows no database: `attendance` tells it what
the store says, and it tells `attendance` when nothing of an earlier epoch runs here any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from types import TracebackType

import msgspec

from wamigrate.bridge.lease import Lease
from wamigrate.store.routes import Route, RouteState

__all__ = ["Admission", "LiveRoutes", "Unavailable", "Way"]

BARRIERS = frozenset({RouteState.HOLD, RouteState.DRAINING})


class Unavailable(Exception):
    """The bridge cannot take this now; the caller may try again in a moment (503, code 1016)."""


class Way(StrEnum):
    """Where an admitted request goes."""

    RELAY = "relay"
    """To On-Premises, byte for byte, within the relay limit."""
    HOLD = "hold"
    """Into the number's queue."""
    CLOUD = "cloud"
    """Translated, to Cloud API at once."""


class Admission(msgspec.Struct):
    """One request that is under way; leaving the context ends it. No epoch ends before its admissions do."""

    way: Way
    number: str
    epoch: int
    term: int
    state: RouteState
    _routes: LiveRoutes

    @property
    def lease_held(self) -> bool:
        """Whether the lease lasted all the time: if not, what On-Premises answered may come too late."""
        return self.way is Way.CLOUD or self._routes.lease.held_since(self.term)

    def __enter__(self) -> Admission:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._routes.release(self)


class LiveRoutes:
    """Every number's route, and what runs here under which epoch of it."""

    def __init__(
        self,
        lease: Lease,
        *,
        relay_limit: float,
        buffer_limit: float = 5.0,
        buffer_size: int = 10_000,
    ) -> None:
        self.lease = lease
        self.relay_limit = relay_limit
        self._buffer_limit = buffer_limit
        self._room = buffer_size
        self.on_quiet: Callable[[], None] = lambda: None
        """Called when an acknowledgement may have become due."""
        self._routes: dict[str, Route] = {}
        self._running: dict[str, dict[int, int]] = {}
        self._acked: dict[str, int] = {}
        self._waiting: dict[str, asyncio.Event] = {}
        self._released = asyncio.Event()

    def route(self, number: str) -> Route | None:
        """The newest route of the number that this process has seen."""
        return self._routes.get(number)

    @property
    def numbers(self) -> Iterable[Route]:
        """Every route that this process has seen."""
        return self._routes.values()

    def see(self, routes: Iterable[Route]) -> list[str]:
        """Take in what the store says; the numbers whose state or epoch is new."""
        news = [route for route in routes if self._is_new(route)]
        for route in news:
            self._routes[route.phone_number_id] = route
            if not route.closing and (waiting := self._waiting.pop(route.phone_number_id, None)):
                waiting.set()
        if news:
            self.on_quiet()
        return [route.phone_number_id for route in news]

    def _is_new(self, route: Route) -> bool:
        seen = self._routes.get(route.phone_number_id)
        return seen is None or route.epoch > seen.epoch or (route.epoch == seen.epoch and route != seen)

    async def admit(self, number: str) -> Admission:
        """What to do with a new send of this number. Waits while its queue is being closed; else at once."""
        while True:
            route = self._routes.get(number)
            if route is None:
                raise Unavailable("The route of this number is not known yet.")
            if route.state is RouteState.CLOUD:
                return self._admitted(route, Way.CLOUD)
            left = self.lease.left()
            if left <= 0:
                raise Unavailable("This bridge process has lost contact with its store.")
            if route.state is RouteState.ONPREM:
                if left <= self.relay_limit:
                    raise Unavailable("This bridge process is losing contact with its store.")
                return self._admitted(route, Way.RELAY)
            if not route.closing:
                return self._admitted(route, Way.HOLD)
            await self._until_open(number)

    def may_drain(self, number: str) -> bool:
        """Whether a message of the queue may go out now."""
        route = self._routes.get(number)
        if route is None or route.state is RouteState.HOLD:
            return False
        return route.state is RouteState.CLOUD or self.lease.left() > self.relay_limit

    def admit_drain(self, number: str) -> Admission | None:
        """One message of the queue that goes out now; None when it may not (any more)."""
        if not self.may_drain(number):
            return None
        route = self._routes[number]
        if route.state is RouteState.CLOUD:
            return self._admitted(route, Way.CLOUD)
        back = route.state is RouteState.ONPREM or route.target is RouteState.ONPREM
        return self._admitted(route, Way.RELAY if back else Way.CLOUD)

    async def _until_open(self, number: str) -> None:
        if not self._room:
            raise Unavailable("Too many messages wait for this number to open.")
        self._room -= 1
        try:
            async with asyncio.timeout(self._buffer_limit):
                await self._waiting.setdefault(number, asyncio.Event()).wait()
        except TimeoutError:
            raise Unavailable("The number's queue takes long to be emptied.") from None
        finally:
            self._room += 1

    def _admitted(self, route: Route, way: Way) -> Admission:
        number, epoch = route.phone_number_id, route.epoch
        if route.state is not RouteState.CLOUD:
            running = self._running.setdefault(number, {})
            running[epoch] = running.get(epoch, 0) + 1
        return Admission(way, number, epoch, self.lease.term, route.state, self)

    def release(self, admission: Admission) -> None:
        """That request is over; called by the admission itself."""
        running = self._running.get(admission.number)
        if admission.state is RouteState.CLOUD or running is None:
            return
        running[admission.epoch] -= 1
        if not running[admission.epoch]:
            del running[admission.epoch]
            self._released.set()
            if admission.epoch < self._routes[admission.number].epoch:
                self.on_quiet()

    @property
    def idle(self) -> bool:
        """Nothing that needs the lease runs here."""
        return not any(self._running.values())

    async def until_idle(self) -> None:
        """Wait until nothing that needs the lease runs here."""
        while not self.idle:
            self._released.clear()
            await self._released.wait()

    def due(self) -> Iterator[tuple[str, int]]:
        """Numbers and epochs to acknowledge: nothing of an earlier epoch runs here any more."""
        if self.lease.left() <= 0:
            return
        for number, route in self._routes.items():
            if route.state not in BARRIERS or self._acked.get(number, -1) >= route.epoch:
                continue
            if all(epoch >= route.epoch for epoch in self._running.get(number, ())):
                yield number, route.epoch

    def acknowledged(self, number: str, epoch: int) -> None:
        """The store has taken the acknowledgement."""
        self._acked[number] = max(epoch, self._acked.get(number, -1))
