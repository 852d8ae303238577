"""The world's time: the machine's, moved forward by hand.

Everything that waits for world time (receipts, retries, locks) goes through one heap, so that moving the
clock by an hour brings an hour of events at once.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["WorldClock"]

Call = Callable[[], None]


class WorldClock:
    """Unix seconds with an offset, and calls that are due at a moment of it."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self.offset = 0.0
        self._due: list[tuple[float, int, Call]] = []
        self._count = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    def now(self) -> float:
        return self._source() + self.offset

    def moment(self) -> datetime:
        """Now, as a datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def after(self, seconds: float, call: Call) -> None:
        """Call it when that much world time has passed; needs a running loop."""
        at = self.now() + seconds
        heapq.heappush(self._due, (at, next(self._count), call))
        if self._timer is None or at < self._timer_at:
            self._arm()

    async def sleep(self, seconds: float) -> None:
        """Wait in world time: an advance ends the wait early."""
        if seconds <= 0:
            return
        done = asyncio.get_running_loop().create_future()

        def end() -> None:
            if not done.done():
                done.set_result(None)

        self.after(seconds, end)
        await done

    def advance(self, seconds: float) -> None:
        """Move the time; what falls due happens before anything else does."""
        self.offset += seconds
        self._fire()

    def clear(self) -> None:
        """Forget the offset and everything that waits."""
        self.offset = 0.0
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._due:
            self._timer_at = self._due[0][0]
            wait = max(self._timer_at - self.now(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire)

    def _fire(self) -> None:
        # The loop's clock and ours differ by microseconds: what is due within a millisecond is due.
        limit = self.now() + 0.001
        while self._due and self._due[0][0] <= limit:
            heapq.heappop(self._due)[2]()
        if self._due or self._timer is not None:
            self._arm()
