"""Meta's rates, kept by us: so many messages a second for a number, and so many to one customer.

All processes of a machine count in one file, for an application may keep one connection to one of them.
Several machines each count their own, so each has its part: together they must not exceed what Meta allows.
Each slot holds the moment at which its budget would be whole again (a leaky bucket in one number).
"""

from __future__ import annotations

import fcntl
import mmap
import os
import time
import zlib
from collections.abc import Callable
from pathlib import Path

__all__ = ["PAIR_BURST", "PAIR_SECONDS", "Budgets", "open_budgets"]

PAIR_SECONDS = 6.0
PAIR_BURST = 45
SLOTS = 1 << 20
"""Customers share a slot rarely enough: a full budget needs 45 messages within minutes."""
NUMBERS = 1 << 14
CELL = 8
"""Bytes of a slot."""


class Budgets:
    """The budgets. `shared`: other processes use the same file; `machines`: how many have such a file."""

    def __init__(self, place: mmap.mmap, file: int, *, shared: bool, machines: Callable[[], int]) -> None:
        self._place = place
        self._cells = memoryview(place).cast("d")
        self._file = file
        self._shared = shared
        self._machines = machines

    def take(self, index: int, rate: float, burst: float) -> bool:
        """Whether a message of this number may go now."""
        machines = self._machines()
        return self._take(index % NUMBERS, machines / rate, max(burst / machines, 1.0))

    def take_pair(self, phone_number_id: str, to: str, *, alone: bool = False) -> bool:
        """Whether a message to this customer may go now. `alone`: no other machine sends for the number."""
        machines = 1 if alone else self._machines()
        slot = zlib.crc32(f"{phone_number_id} {to}".encode()) % SLOTS
        return self._take(NUMBERS + slot, PAIR_SECONDS * machines, max(PAIR_BURST / machines, 1.0))

    def close(self) -> None:
        self._cells.release()
        self._place.close()
        os.close(self._file)

    def _take(self, slot: int, cost: float, burst: float) -> bool:
        if not self._shared:
            return self._take_cell(slot, cost, burst)
        # Held for a microsecond; two processes that read the same budget would both spend it.
        fcntl.lockf(self._file, fcntl.LOCK_EX, CELL, slot * CELL)
        try:
            return self._take_cell(slot, cost, burst)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, CELL, slot * CELL)

    def _take_cell(self, slot: int, cost: float, burst: float) -> bool:
        now = time.monotonic()
        whole = max(self._cells[slot], now)
        if whole + cost - now > cost * burst:
            return False
        self._cells[slot] = whole + cost
        return True


def open_budgets(folder: Path, *, shared: bool, machines: Callable[[], int] = lambda: 1) -> Budgets:
    """The budgets in a file of that folder, which takes no room until it is used."""
    size = (NUMBERS + SLOTS) * CELL
    file = os.open(folder / "budgets", os.O_RDWR | os.O_CREAT, 0o600)
    if os.fstat(file).st_size != size:
        os.ftruncate(file, size)
    return Budgets(mmap.mmap(file, size), file, shared=shared, machines=machines)
