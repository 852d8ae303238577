"""How far a queue has been looked at: new places once, and everything again from time to time.

Looking from the start finds what could not go out before, and what was committed later than its place says.
"""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["REST", "Cursor"]

REST = 1.0
"""Longest pause between two looks at a whole queue that is not empty."""
SOON = 0.02


class Cursor:
    """One queue's. `newest` is the last place in the store, None where the queue is empty."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.newest: int | None = None
        self._clock = clock
        self._after = 0
        self._again_at = float("-inf")

    def tell(self, newest: int | None) -> bool:
        """Take in how long the queue is; True when there is something new to look at."""
        was, self.newest = self.newest, newest
        return newest is not None and (was is None or newest > was)

    def again_in(self, seconds: float) -> None:
        """Something could not go out: look at everything again then at the latest, but do not spin."""
        self._again_at = min(self._again_at, self._clock() + max(seconds, SOON))

    def start(self) -> int | None:
        """From after which place to look now; None for not yet."""
        if self.newest is None:
            return None
        now = self._clock()
        if now >= self._again_at:
            self._again_at = now + REST
            return 0
        return self._after if self._after < self.newest else None

    def passed(self, place: int) -> None:
        """Everything up to there was looked at."""
        self._after = max(self._after, place)

    def wake(self) -> float:
        """Seconds until the next look."""
        return float("inf") if self.newest is None else max(self._again_at - self._clock(), 0.0)
