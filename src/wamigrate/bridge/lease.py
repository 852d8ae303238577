"""A process's right to touch numbers that are not on Cloud API yet: it ends by itself, without any call.

The store grants it on the database's time, and the process counts from the moment at which it asked, so it
never believes in its lease for longer than the store does. A paused process that wakes finds it over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Lease", "boot_time"]


def boot_time() -> float:
    """Seconds that go on while the process is stopped and while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Lease:
    """One process's lease. `term` rises whenever it had ended before it was granted again."""

    def __init__(self, clock: Callable[[], float] = boot_time) -> None:
        self.clock = clock
        self.term = 0
        self._until = float("-inf")

    def granted(self, asked_at: float, seconds: float) -> None:
        """The store granted so many seconds when it was asked at that moment of `clock`."""
        if self.left() <= 0:
            self.term += 1
        self._until = max(self._until, asked_at + seconds)

    def given_back(self) -> None:
        """From now on it is over."""
        self._until = float("-inf")

    def left(self) -> float:
        """Seconds that are left; zero or less when it is over."""
        return self._until - self.clock()

    def held_since(self, term: int) -> bool:
        """Whether it has not ended since that term began."""
        return self.term == term and self.left() > 0
