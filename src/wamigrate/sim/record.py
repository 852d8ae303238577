"""What was called: the simulators' own record, which tests count by.

A call is written down when its last byte has arrived, before anything is done about it. Its status stays
empty until it is answered, and for ever if the answer was lost.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from operator import attrgetter
from typing import NamedTuple

from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject

__all__ = ["CallRecord", "Exchange", "RequestLog"]

MESSAGES_KEPT = 10_000
EXCHANGES_KEPT = 100
LONGEST = 16_384


class CallRecord:
    """One call received."""

    __slots__ = ("api", "at", "method", "number", "path", "seq", "status")

    def __init__(self, seq: int, at: float, api: str, method: str, path: str, number: str | None) -> None:
        self.seq = seq
        self.at = at
        self.api = api
        self.method = method
        self.path = path
        self.number = number
        self.status: int | None = None

    def as_json(self) -> JsonObject:
        return {
            "at": iso(self.at),
            "api": self.api,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "number": self.number,
        }


class Exchange(NamedTuple):
    """A call with the beginning of what was asked and answered."""

    record: CallRecord
    request: bytes
    answer: bytes


class RequestLog:
    """The last 10,000 messages and every other call; of the last 100 what was said too."""

    def __init__(self) -> None:
        self._count = itertools.count()
        self._messages: deque[CallRecord] = deque(maxlen=MESSAGES_KEPT)
        self._others: list[CallRecord] = []
        self.exchanges: deque[Exchange] = deque(maxlen=EXCHANGES_KEPT)

    def note(self, at: float, api: str, method: str, path: str, number: str | None) -> CallRecord:
        """Write a call down as it arrives."""
        record = CallRecord(next(self._count), at, api, method, path, number)
        if method == "POST" and path.rstrip("/").endswith("/messages"):
            self._messages.append(record)
        else:
            self._others.append(record)
        return record

    def keep(self, record: CallRecord, request: bytes, answer: bytes) -> None:
        """Keep what was said, or the beginning of it."""
        self.exchanges.append(Exchange(record, request[:LONGEST], answer[:LONGEST]))

    def shown(self, api: str | None = None) -> list[JsonObject]:
        """In the order of arrival."""
        merged = heapq.merge(self._others, self._messages, key=attrgetter("seq"))
        return [r.as_json() for r in merged if api is None or r.api == api]

    def clear(self) -> None:
        self._messages.clear()
        self._others.clear()
        self.exchanges.clear()
