"""One after the other for the same key, in the order of arrival; different keys do not meet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Turn", "Turns"]


@dataclass(slots=True)
class _Key:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


def _nothing() -> None:
    pass


class Turns:
    """Waiting is only for those who find somebody of their key before them."""

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}

    def of(self, key: str, begin: Callable[[], None] = _nothing, end: Callable[[], None] = _nothing) -> Turn:
        """The caller's turn, to be had with `async with`; `begin` and `end` are called in it."""
        return Turn(self._keys, key, begin, end)


class Turn:
    """Made by `Turns`. Not a generator: each held message takes one, and that would cost most of its time."""

    __slots__ = ("_begin", "_end", "_key", "_keys")

    def __init__(
        self, keys: dict[str, _Key], key: str, begin: Callable[[], None], end: Callable[[], None]
    ) -> None:
        self._keys = keys
        self._key = key
        self._begin = begin
        self._end = end

    async def __aenter__(self) -> None:
        one = self._keys.get(self._key)
        if one is None:
            one = self._keys[self._key] = _Key()
        one.wanted += 1
        try:
            await one.lock.acquire()
        except BaseException:
            self._leave(one)
            raise
        self._begin()

    async def __aexit__(self, *_: object) -> None:
        self._end()
        one = self._keys[self._key]
        one.lock.release()
        self._leave(one)

    def _leave(self, one: _Key) -> None:
        one.wanted -= 1
        if not one.wanted:
            del self._keys[self._key]
