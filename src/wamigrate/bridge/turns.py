"""One after the other for the same key, in the order of arrival; different keys do not meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Turns"]


class Turns:
    """Waiting is only for those who find somebody of their key before them."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """The caller's turn."""
        before = self._last.get(key)
        mine = self._last[key] = asyncio.Event()
        try:
            if before is not None:
                await before.wait()
            yield
        finally:
            mine.set()
            if self._last[key] is mine:
                del self._last[key]
