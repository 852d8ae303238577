"""Work in lanes: items of one key strictly one after the other, different keys side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

__all__ = ["Lanes"]

T = TypeVar("T")
log = logging.getLogger("wamigrate.bridge")


class Lanes(Generic[T]):
    """`work` says whether an item is over. If not, its lane is cleared; the store still has what it held."""

    def __init__(self, work: Callable[[T], Awaitable[bool]], width: Callable[[], int]) -> None:
        self._work = work
        self._width = width
        self._lanes: dict[str, deque[tuple[int, T]]] = {}
        self._queued: deque[str] = deque()
        self._known: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.on_change: Callable[[], None] = lambda: None
        """Called when an item is over or a lane was cleared."""

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, place: int) -> bool:
        return place in self._known

    def add(self, key: str, place: int, item: T) -> None:
        """Put the item behind what its lane holds; `place` names it."""
        self._known.add(place)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append((place, item))
            return
        self._lanes[key] = deque([(place, item)])
        self._queued.append(key)
        self._fill()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping = True
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._lanes.clear()
        self._queued.clear()
        self._known.clear()

    def _fill(self) -> None:
        while self._queued and len(self._tasks) < self._width() and not self._stopping:
            task = asyncio.create_task(self._step(self._queued.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._fill()
        self.on_change()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work in a lane failed", exc_info=error)

    async def _step(self, key: str) -> None:
        """One item of the lane; others get their turn before its next one."""
        lane = self._lanes[key]
        place, item = lane[0]
        over = False
        try:
            over = await self._work(item)
        finally:
            for gone in [place] if over else [p for p, _ in lane]:
                self._known.discard(gone)
            if over:
                lane.popleft()
            else:
                lane.clear()
            if lane:
                self._queued.append(key)
            else:
                del self._lanes[key]
