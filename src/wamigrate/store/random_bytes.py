"""Random bytes from the system, fetched in blocks: a system call for each costs more than what it is for.

Every thread has a block of its own, and a forked child starts without one: no byte is ever given out twice.
"""

from __future__ import annotations

import os
import threading

__all__ = ["random_bytes"]

BLOCK = 4096


class _Block(threading.local):
    data = b""
    used = 0


_block = _Block()


def random_bytes(n: int) -> bytes:
    """So many bytes that nobody else gets."""
    if n > BLOCK:
        return os.urandom(n)
    if _block.used + n > len(_block.data):
        _block.data, _block.used = os.urandom(BLOCK), 0
    found = _block.data[_block.used : _block.used + n]
    _block.used += n
    return found


def _forget() -> None:
    _block.data, _block.used = b"", 0


os.register_at_fork(after_in_child=_forget)
