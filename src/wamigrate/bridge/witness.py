"""What this process saw last on On-Premises and first on Cloud API: noted in memory, written at the barriers.

Reports tell from it for how long neither side took messages. Noting costs a look into a dictionary.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from wamigrate.store.moments import CLOUD_INBOUND, CLOUD_SENT

__all__ = ["First", "Witness"]

First = tuple[str, str, float]
"""A number, what was seen of it, and when."""


class Witness:
    """One process's memory of all numbers."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.sent: dict[str, float] = {}
        """By number: when On-Premises accepted its last message."""
        self.inbound: dict[str, float] = {}
        """By number: when the application took the last message that On-Premises delivered."""
        self.on_first: Callable[[], None] = lambda: None
        """Called when there is something to write."""
        self._known: set[tuple[str, str]] = set()
        self._due: list[First] = []

    def onprem_sent(self, number: str) -> None:
        self.sent[number] = self._clock()

    def onprem_inbound(self, number: str) -> None:
        self.inbound[number] = self._clock()

    def cloud_sent(self, number: str) -> None:
        self._first(number, CLOUD_SENT)

    def cloud_inbound(self, number: str) -> None:
        self._first(number, CLOUD_INBOUND)

    def _first(self, number: str, what: str) -> None:
        if (number, what) not in self._known:
            self._known.add((number, what))
            self.put_back([(number, what, self._clock())])

    def taken(self) -> Sequence[First]:
        """What is to be written now; whoever cannot write it puts it back."""
        due, self._due = self._due, []
        return due

    def put_back(self, due: Sequence[First]) -> None:
        self._due.extend(due)
        self.on_first()
