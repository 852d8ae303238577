"""Meta's rates, kept by us: so many messages a second for a number, and so many to one customer.

All processes of a machine count in one file, for an application may keep one connection to one of them.
Each slot holds the moment at which its budget would be whole again (a leaky bucket in one number).
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
import zlib
from pathlib import Path

__all__ = ["PAIR_BURST", "PAIR_SECONDS", "Budgets", "open_budgets"]

PAIR_SECONDS = 6.0
PAIR_BURST = 45
SLOTS = 1 << 20
"""Customers share a slot rarely enough: a full budget needs 45 messages within minutes."""
NUMBERS = 1 << 14
CELL = struct.Struct("d")


class Budgets:
    """The budgets. `shared` says that other processes use the same file."""

    def __init__(self, place: mmap.mmap, file: int, *, shared: bool) -> None:
        self._cells = place
        self._file = file
        self._shared = shared

    def take(self, index: int, rate: float, burst: float) -> bool:
        """Whether a message of this number may go now."""
        return self._take(index % NUMBERS, 1 / rate, burst)

    def take_pair(self, phone_number_id: str, to: str) -> bool:
        """Whether a message to this customer may go now."""
        slot = zlib.crc32(f"{phone_number_id} {to}".encode()) % SLOTS
        return self._take(NUMBERS + slot, PAIR_SECONDS, PAIR_BURST)

    def close(self) -> None:
        self._cells.close()
        os.close(self._file)

    def _take(self, slot: int, cost: float, burst: float) -> bool:
        offset = slot * CELL.size
        if not self._shared:
            return self._take_cell(offset, cost, burst)
        # Held for a microsecond; two processes that read the same budget would both spend it.
        fcntl.lockf(self._file, fcntl.LOCK_EX, CELL.size, offset)
        try:
            return self._take_cell(offset, cost, burst)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, CELL.size, offset)

    def _take_cell(self, offset: int, cost: float, burst: float) -> bool:
        now = time.monotonic()
        (whole,) = CELL.unpack_from(self._cells, offset)
        whole = max(float(whole), now)
        if whole + cost - now > cost * burst:
            return False
        CELL.pack_into(self._cells, offset, whole + cost)
        return True


def open_budgets(folder: Path, *, shared: bool) -> Budgets:
    """The budgets in a file of that folder, which takes no room until it is used."""
    size = (NUMBERS + SLOTS) * CELL.size
    file = os.open(folder / "budgets", os.O_RDWR | os.O_CREAT, 0o600)
    if os.fstat(file).st_size != size:
        os.ftruncate(file, size)
    return Budgets(mmap.mmap(file, size), file, shared=shared)
