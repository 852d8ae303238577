"""A customer's phone: what it received, what it wrote, and the habits of its owner."""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wamigrate.core.payload import JsonObject

if TYPE_CHECKING:
    from wamigrate.sim.network import Outgoing

__all__ = ["KEPT", "Customer", "Written"]

KEPT = 10_000


class Written(NamedTuple):
    """A message that the customer wrote: to which number, of which type."""

    number: str
    type: str


@dataclass(slots=True)
class Customer:
    """A person's phone. `phone` is WhatsApp's spelling of its number, the `wa_id`."""

    phone: str
    name: str
    inbox: deque[JsonObject] = field(default_factory=lambda: deque(maxlen=KEPT))
    """What arrived, in order."""
    received: dict[str, Outgoing] = field(default_factory=dict)
    """The same by id, while it can still be read or played."""
    waiting: list[Outgoing] = field(default_factory=list)
    """What was sent to the phone while it was offline."""
    written: dict[str, Written] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    """Names of the numbers that it has to do with."""
    blocked: set[str] = field(default_factory=set)
    """Names of the numbers that it blocks."""
    offline: bool = False
    reads: bool | None = None
    """Whether it reads by itself what arrives; None: as the world's `read_receipts`."""
    registrations: int = 1
    """How often WhatsApp was set up on this phone: each time its keys are new."""
    identity_at: float = 0.0
    """When that was last."""

    @property
    def identity(self) -> str:
        """What a business can recognise the keys by."""
        seed = f"{self.phone}/{self.registrations}".encode()
        return base64.b64encode(hashlib.sha256(seed).digest()[:8]).decode()

    def keep(self, out: Outgoing, shown: JsonObject) -> None:
        """Put a message into the inbox."""
        self.inbox.append(shown)
        self.received[out.id] = out
        if len(self.received) > KEPT:
            del self.received[next(iter(self.received))]

    def remember(self, message_id: str, number: str, kind: str) -> None:
        """Keep what it wrote, so that it can be edited or deleted."""
        self.written[message_id] = Written(number, kind)
        if len(self.written) > KEPT:
            del self.written[next(iter(self.written))]
