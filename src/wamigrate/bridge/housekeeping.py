"""What a bridge process does beside its requests: it writes what it counted, and tidies up."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from functools import partial

from wamigrate.bridge.collecting import collect
from wamigrate.bridge.identity_check import settle_check
from wamigrate.bridge.line import WA_ID, Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.surface.certificates import CERTIFICATE, WEBHOOKS_CA
from wamigrate.bridge.tls import ReloadingContext
from wamigrate.errors import StoreError
from wamigrate.store import bridge_callers, bridge_shadow
from wamigrate.store.hot import counters, events
from wamigrate.store.routes import RouteState

__all__ = ["Housekeeping"]

PAUSE = 5.0
HOUR = 3600.0
STANDING = (RouteState.HOLD, RouteState.DRAINING)
log = logging.getLogger("wamigrate.bridge")


class Housekeeping:
    """Runs until it is stopped; what it cannot write now it writes at the next turn, or at the end."""

    def __init__(self, plane: Plane, lines: Sequence[Line], tls: ReloadingContext | None) -> None:
        self._plane = plane
        self._lines = lines
        self._tls = tls
        self._purged = 0.0
        self._told: dict[str, float] = {}
        self._tried: dict[str, set[str]] = {}

    async def run(self) -> None:
        """For ever; a cancelled one has written what was counted."""
        try:
            while True:
                await self._turn()
                await asyncio.sleep(PAUSE)
        finally:
            await self._write_shadow()

    async def _turn(self) -> None:
        if self._tls is not None:
            await asyncio.to_thread(self._tls.refresh)
        METRICS.write()
        try:
            await self._write_shadow()
            await self._write_spellings()
            await self._measure()
            await self._refresh_lines()
            await self._collect()
            await self._purge()
        except StoreError as error:
            log.warning("the store is away: %s", error.message)

    async def _write_shadow(self) -> None:
        for line in self._lines:
            totals = line.shadow.taken()
            if not totals.sends:
                continue
            counted = [
                bridge_shadow.Counted(name, level, who, t.count, t.first_at, t.last_at, t.example)
                for (name, level, who), t in totals.found.items()
            ]
            add = partial(
                bridge_shadow.add,
                phone_number_id=line.id,
                sends=totals.sends,
                looked_at=totals.looked_at,
                found=counted,
                since=totals.since,
                at=time.time(),
            )
            await self._plane.db.run(add)
            await line.files.shelf.saw(totals.media_ids)

    async def _write_spellings(self) -> None:
        for line in self._lines:
            await line.users.write(time.time())
            spellings, line.spellings = line.spellings, {}
            for digits, wa_id in spellings.items():
                await line.memory.put(line.id, WA_ID, digits, {"wa_id": wa_id})

    async def _measure(self) -> None:
        """Queue lengths and ages, for the metrics."""
        now = self._plane.clock.now().timestamp()
        METRICS.machines.set(self._plane.attendance.machines)
        self.look_at_holds(now)
        for line in self._lines:
            counted = await self._plane.hot.read(counters.read, line.id)
            waiting, oldest = await self._plane.hot.read(events.waiting, line.id)
            METRICS.queue.labels(line.name, "held").set(counted["waiting"])
            for outcome in counters.NAMES:
                if counted[outcome]:
                    METRICS.kept.labels(line.name, outcome).set(counted[outcome])
            METRICS.queue.labels(line.name, "events").set(waiting)
            METRICS.queue_age.labels(line.name, "events").set(now - oldest if oldest else 0)

    def look_at_holds(self, now: float) -> None:
        """For how long each number has stood still; said in the log too when that is too long."""
        limit = self._plane.settings.timing.alert_after
        for line in self._lines:
            route = self._plane.routes.route(line.id)
            for state in STANDING:
                stands = route is not None and route.state is state
                seconds = max(now - route.changed_at, 0.0) if route is not None and stands else 0.0
                METRICS.held.labels(line.name, state.value).set(seconds)
                if seconds > limit and now - self._told.get(line.id, 0.0) > limit:
                    self._told[line.id] = now
                    extra = {"number": line.name, "state": state.value, "seconds": round(seconds)}
                    log.critical("a number stands still: see wamigrate status", extra=extra)

    async def _refresh_lines(self) -> None:
        """What other processes of this bridge may have changed."""
        for line in self._lines:
            await line.settings()
            kept = await line.memory.get(line.id, CERTIFICATE, WEBHOOKS_CA)
            await line.hook.trust(kept["pem"].encode() if kept else None)
            route = self._plane.routes.route(line.id)
            if route is not None and route.state is RouteState.CLOUD:
                await settle_check(line)

    async def _collect(self) -> None:
        """Media of numbers that are still on On-Premises."""
        for line in self._lines:
            route = self._plane.routes.route(line.id)
            if route is not None and route.state is RouteState.ONPREM:
                await collect(line, self._tried.setdefault(line.id, set()))

    async def _purge(self) -> None:
        if time.monotonic() - self._purged > HOUR:
            self._purged = time.monotonic()
            now = time.time()
            await self._plane.db.run(lambda conn: bridge_callers.purge_tokens(conn, now))
            await self._plane.memory.purge()
