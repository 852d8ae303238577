"""Files that a send needs may take longer to fetch and upload than a send may wait.

The work goes on by itself, and whoever asks again for the same gets what came of it. So a large file costs a
held message some attempts, and never leaves one that may have been sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

from wamigrate.errors import TransportError

__all__ = ["NotReady", "Patience"]

T = TypeVar("T")
MOST_KEPT = 1_000
FAILURE_KEPT_FOR = 10.0


class NotReady(Exception):
    """A file is not on Cloud API yet. Nothing was sent; try again in a moment."""


class Patience(Generic[T]):
    """Work by key: one at a time for each, so many for all, waited for no longer than `seconds` at a time."""

    def __init__(self, seconds: float, *, at_once: int = 16) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(at_once)
        self._tasks: dict[str, asyncio.Task[T]] = {}

    async def result(self, key: str, work: Callable[[], Awaitable[T]]) -> T:
        """What the work gives or raises; NotReady while it lasts, or when an API did not answer."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(self._begin(work))
            task.add_done_callback(partial(self._ended, key))
        done, _ = await asyncio.wait({task}, timeout=self._seconds)
        if not done:
            raise NotReady
        try:
            return task.result()
        except (TransportError, asyncio.CancelledError):
            raise NotReady from None

    def _begin(self, work: Callable[[], Awaitable[T]]) -> Coroutine[Any, Any, T]:
        async def run() -> T:
            async with self._room:
                return await work()

        return run()

    def _ended(self, key: str, task: asyncio.Task[T]) -> None:
        """What it gives the work itself remembers; a failure is kept a while for who asks next."""
        failed = not task.cancelled() and task.exception() is not None
        if failed and len(self._tasks) < MOST_KEPT:
            asyncio.get_running_loop().call_later(FAILURE_KEPT_FOR, self._tasks.pop, key, None)
        else:
            self._tasks.pop(key, None)
