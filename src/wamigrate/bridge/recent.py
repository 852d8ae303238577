"""What a process keeps in memory of much: so many entries, and the oldest goes when another comes."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["Recent"]

K = TypeVar("K")
V = TypeVar("V")


class Recent(dict[K, V]):
    """At most `most` entries, as long as they are added by `keep`."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: K, value: V) -> V:
        """Add the entry, which is returned."""
        if len(self) >= self._most:
            del self[next(iter(self))]
        self[key] = value
        return value
