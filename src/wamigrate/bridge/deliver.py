"""Delivers one number's events to the application: one a request, in order for each customer.

A failing event is tried again with growing pauses, as On-Premises did. It holds up its customer for a minute
at most; then later ones pass. After a day it is set aside for the operator.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from wamigrate.bridge.cursor import REST, Cursor
from wamigrate.bridge.drain import Keeping
from wamigrate.bridge.lanes import Lanes
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.seams import Courier, Delivered, Delivery
from wamigrate.bridge.together import Together
from wamigrate.errors import StoreError
from wamigrate.store.hot import events
from wamigrate.store.hot.events import Event

__all__ = ["Deliver", "pause_after"]

PAGE, LOW, HIGH = 250, 250, 1_000
HELD_UP = 60.0
"""How long a failing event may hold up its customer."""
GIVEN_UP = 86_400.0
STEP, LONGEST = 3.0, 900.0

log = logging.getLogger("wamigrate.bridge")


def pause_after(attempts: int) -> float:
    """Seconds before the next attempt after so many have failed."""
    return min(STEP * attempts, LONGEST)


class Deliver:
    """One number's events, in the process that keeps the number."""

    def __init__(self, plane: Plane, courier: Courier, keeping: Keeping) -> None:
        self._plane = plane
        self._courier = courier
        self._number = keeping.number
        self._keeping = keeping
        self.cursor = Cursor()
        self._held_up: set[str] = set()
        self._delivered = Together(self._write_delivered)
        self._lanes: Lanes[Event] = Lanes(self._deliver, lambda: courier.width(keeping.number))

    async def _write_delivered(self, seqs: Sequence[int]) -> None:
        await self._plane.hot.run(events.delivered, seqs, self._now())

    def on_change(self, listener: Callable[[], None]) -> None:
        """Be told when something was delivered, or could not be."""
        self._lanes.on_change = listener

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        await self._lanes.stop()

    async def turn(self) -> float:
        """Look what is to be delivered, and begin it; after how many seconds to look again at the latest."""
        if self._keeping.lease.left() <= 0 or len(self._lanes) > LOW:
            return REST
        start = self.cursor.start()
        if start is not None:
            await self._load(start)
        return self.cursor.wake()

    async def _load(self, after: int) -> None:
        """Put what is due after that place into the lanes."""
        now = self._now()
        if after == 0:
            self._held_up.clear()
        while len(self._lanes) < HIGH:
            found = await self._plane.hot.read(events.page, self._number, after, PAGE)
            for event in found:
                after = event.seq
                if event.seq in self._lanes or event.customer in self._held_up:
                    continue
                if event.due_at <= now:
                    self._lanes.add(event.customer, event.seq, event)
                else:
                    self._wait_for(event, now)
            self.cursor.passed(after)
            if len(found) < PAGE:
                break

    def _wait_for(self, event: Event, now: float) -> None:
        """It failed and is not due yet: for a while its customer's later events wait with it."""
        self.cursor.again_in(event.due_at - now)
        passes_at = (event.failed_at or now) + HELD_UP
        if passes_at > now:
            self._held_up.add(event.customer)
            self.cursor.again_in(passes_at - now)

    async def _deliver(self, event: Event) -> bool:
        """One attempt; whether the event is over."""
        if self._keeping.lease.left() <= 0:
            return False
        try:
            outcome = await self._courier.deliver(self._delivery(event))
        except Exception:
            log.exception("delivering an event failed")
            outcome = None
        now = self._now()
        if isinstance(outcome, Delivered):
            await self._delivered.add(event.seq)
            return True
        if now - event.received_at >= GIVEN_UP:
            await self._plane.hot.run(events.dead, event, now)
            return True
        due_at = now + pause_after(event.attempts + 1)
        await self._plane.hot.run(events.failed, event.seq, now, due_at)
        self._held_up.add(event.customer)
        self.cursor.again_in(0)
        return False

    def _delivery(self, event: Event) -> Delivery:
        body = self._plane.sealer.open(event.body, "event", event.number)
        if body is None:
            raise StoreError("An event was changed or damaged in the store.")
        return Delivery(event.number, event.customer, event.kind, body, event.received_at, event.attempts)

    def _now(self) -> float:
        return self._plane.clock.now().timestamp()
