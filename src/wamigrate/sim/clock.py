"""The world's time: the machine's, moved forward by hand, or frozen and moved by hand alone.

Everything that waits for world time (receipts, retries, locks) goes through one heap, so that moving the
clock by an hour brings an hour of events at once.
"""

from __future__ import annotations

import asyncio
import contextvars
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
        self._offset = 0.0
        self._frozen: float | None = None
        self._due: list[tuple[float, int, Call]] = []
        self._count = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        # What falls due belongs to no call, whichever call happened to start the timer.
        self._context = contextvars.Context()

    def now(self) -> float:
        return self._source() + self._offset if self._frozen is None else self._frozen

    def moment(self) -> datetime:
        """Now, as a datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    @property
    def offset(self) -> float:
        """How far the world is ahead of the machine."""
        return self._offset if self._frozen is None else self._frozen - self._source()

    @property
    def frozen(self) -> bool:
        return self._frozen is not None

    def freeze(self) -> None:
        """Stop: from now on time passes only when it is moved."""
        self._frozen = self.now()
        self._arm()

    def thaw(self) -> None:
        """Go on from where the clock stands."""
        if self._frozen is not None:
            self._offset, self._frozen = self._frozen - self._source(), None
            self._arm()

    def set(self, moment: float, *, frozen: bool = False) -> None:
        """Be at a moment, earlier or later, without what would have happened until then."""
        self._offset = moment - self._source()
        self._frozen = moment if frozen else None
        self._arm()

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
        """Move the time from one due call to the next, so that each finds its own moment."""
        target = self.now() + seconds
        while self._due and self._due[0][0] <= target:
            self._move(max(self._due[0][0] - self.now(), 0.0))
            heapq.heappop(self._due)[2]()
        self._move(max(target - self.now(), 0.0))
        self._arm()

    def clear(self) -> None:
        """Forget the offset and everything that waits."""
        self._offset, self._frozen = 0.0, None
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _move(self, seconds: float) -> None:
        if self._frozen is None:
            self._offset += seconds
        else:
            self._frozen += seconds

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._due:
            return
        at = self._due[0][0]
        wait = max(at - self.now(), 0.0)
        if wait == 0.0 or self._frozen is None:
            self._timer_at = at
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire, context=self._context)

    def _fire(self) -> None:
        # The loop's clock and ours differ by microseconds: what is due within a millisecond is due.
        limit = self.now() + 0.001
        while self._due and self._due[0][0] <= limit:
            heapq.heappop(self._due)[2]()
        self._arm()
