"""One after the other for the same key, in the order of arrival; different keys do not meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

__all__ = ["Turns"]


@dataclass(slots=True)
class _Key:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


class Turns:
    """Waiting is only for those who find somebody of their key before them."""

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """The caller's turn."""
        one = self._keys.get(key)
        if one is None:
            one = self._keys[key] = _Key()
        one.wanted += 1
        try:
            async with one.lock:
                yield
        finally:
            one.wanted -= 1
            if not one.wanted:
                del self._keys[key]
