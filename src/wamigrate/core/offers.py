"""Offers of another protocol in the head of a request, which a server may pass over (RFC 9110, 7.8).

Java's client makes one with its first request (`Upgrade: h2c`). httptools takes it at its word: the protocol
changes there, so it leaves the request's body out. Under another name it hears of no offer.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["without_offer"]

END: Final = b"\r\n\r\n"
OFFER: Final = re.compile(rb"(?i)\r\nupgrade[ \t]*:")
PASSED_OVER: Final = b"\r\nkeep-alive:"
"""It ends at the next server too, and asks for nothing."""


def without_offer(data: bytes) -> bytes:
    """The bytes that begin in a head, with no offer in it. What follows the head stays as it is."""
    if b"pgrade" not in data and b"PGRADE" not in data:
        return data
    head, end, rest = data.partition(END)
    return OFFER.sub(PASSED_OVER, head) + end + rest
