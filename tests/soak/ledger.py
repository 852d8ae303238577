"""What everybody saw: what applications sent and were answered, what they heard, what customers wrote."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Ledger", "Message"]


@dataclass(slots=True)
class Message:
    """One numbered message of an application to a customer."""

    customer: str
    n: int
    unclear: int = 0
    """Attempts that were not answered, or answered with "nobody knows"."""
    refused: int = 0
    """Attempts that the application was told to repeat later."""
    id: str | None = None
    """What the application was given with 201."""


@dataclass(slots=True)
class Ledger:
    """The books of one run."""

    messages: dict[tuple[str, int], Message] = field(default_factory=dict)
    moved: bool = False
    sent_after_move: int = 0
    said: dict[tuple[str, int], bool] = field(default_factory=dict)
    """What customers wrote, and whether the network dropped it because the number was on neither side."""
    said_after_move: int = 0
    heard: Counter[tuple[str, int]] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    """IDs in statuses."""
    failed: set[str] = field(default_factory=set)
    """IDs in statuses that say that the message will not arrive."""
    strange: list[str] = field(default_factory=list)
    """Answers and events that nobody should have seen."""

    def new_message(self, customer: str, n: int) -> Message:
        message = self.messages[customer, n] = Message(customer, n)
        self.sent_after_move += self.moved
        return message

    def customer_said(self, customer: str, n: int, *, dropped: bool) -> None:
        self.said[customer, n] = dropped
        self.said_after_move += self.moved

    def hear(self, body: bytes) -> None:
        """One callback, in the flat shape of On-Premises."""
        event: dict[str, Any] = json.loads(body)
        if "entry" in event:
            self.strange.append(f"an event in Cloud API's shape: {body[:200]!r}")
        for message in event.get("messages", ()):
            self._hear_message(message)
        for status in event.get("statuses", ()):
            self.statuses[status["status"]] += 1
            self.told.add(status["id"])
            if status["status"] == "failed":
                self.failed.add(status["id"])
                self.strange.append(f"a message failed: {status.get('errors')}")

    def _hear_message(self, message: dict[str, Any]) -> None:
        key = message["from"], int(message["text"]["body"].removeprefix("event "))
        self.heard[key] += 1
