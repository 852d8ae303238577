"""What the data plane asks of the handlers: to send a held message, and to deliver an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wamigrate.bridge.routes import Way

__all__ = [
    "Courier",
    "Delivered",
    "Delivery",
    "NotDelivered",
    "NotYet",
    "Notice",
    "Outcome",
    "Outgoing",
    "Refused",
    "Sender",
    "Sent",
    "Unknown",
]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the queue whose turn has come."""

    number: str
    recipient: str
    minted: str
    """The ID that the application was given."""
    tag: str
    """To be sent along where that is possible, so that a status can prove it later."""
    body: bytes
    accepted_at: float
    attempts: int
    """How often it was tried before."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An event of our own for the application, in the shape in which `Courier` is to get it."""

    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """The API has taken it, under that ID."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The API will never take it. The application gets the notice: a failed status under its ID."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class NotYet:
    """It was certainly not sent; the same message may be tried again after so many seconds."""

    seconds: float = 1.0
    whole_number: bool = True
    """False where only this recipient has to wait (the pair rate limit)."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: it may have been sent."""


Outcome = Sent | Refused | NotYet | Unknown


class Sender(Protocol):
    """Sends what was held."""

    async def send(self, message: Outgoing, way: Way) -> Outcome:
        """One attempt, within the relay limit. `way` is RELAY (back to On-Premises) or CLOUD."""

    def expired(self, message: Outgoing) -> Notice:
        """The failed status for a message whose time was over before it was sent (410)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event for the application."""

    number: str
    customer: str
    kind: str
    body: bytes
    received_at: float
    attempts: int
    """How often it was tried before."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The application has it, or there is nothing to deliver."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """The application did not take it; it is tried again."""


class Courier(Protocol):
    """Delivers events to the application."""

    async def deliver(self, event: Delivery) -> Delivered | NotDelivered:
        """One attempt, limited in time."""

    def width(self, number: str) -> int:
        """How many events of the number may be under way at once."""
