"""Many small writes as few: what comes while one is under way goes with the next one.

With a database at the end of a connection each write costs round trips; together they cost them once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from wamigrate.errors import StoreError

__all__ = ["Together"]

T = TypeVar("T")


class _Batch(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []
        self.written = False
        self.error: StoreError | None = None


class Together(Generic[T]):
    """`write` must do no harm when an item comes a second time."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        self._write = write
        self._open: _Batch[T] = _Batch()
        self._turn = asyncio.Lock()

    async def add(self, item: T) -> None:
        """Return once the item is written; the error of that write otherwise."""
        batch = self._open
        batch.items.append(item)
        async with self._turn:
            if batch.error is not None:
                raise batch.error
            if not batch.written:
                await self._write_all(batch)

    async def _write_all(self, batch: _Batch[T]) -> None:
        if batch is self._open:
            self._open = _Batch()
        try:
            await self._write(batch.items)
            batch.written = True
        except StoreError as error:
            batch.error = error
            raise
