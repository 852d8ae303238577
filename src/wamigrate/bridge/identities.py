"""Customers' identity keys, for applications that want to be asked before they write to a changed one.

With `show_security_notifications` On-Premises blocked every send to a customer whose key had changed, until
the application acknowledged the new one. Cloud API blocks only a send that names another key than the
customer's. So the key that the application trusts is kept here and named in its sends.

Only keys that Cloud API names are kept: whether On-Premises wrote them in the same way is not documented.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from wamigrate.bridge.recent import Recent
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import CloudError, StoreError
from wamigrate.store.memory import Memory

__all__ = ["Identities", "Identity"]

KIND = "identity"
BELIEVED = 5.0
"""Another process may have taken an acknowledgement."""
MOST_KEPT = 10_000
MISMATCH = 137000
BESIDE = "identity_key_hash"


@dataclass(frozen=True, slots=True)
class Identity:
    """A customer's newest key, since when (milliseconds), and the key that the application trusts."""

    hash: str
    since: int
    trusted: str | None

    @property
    def acknowledged(self) -> bool:
        return self.hash == self.trusted


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an event says of a customer's key. `changed`: it is news to everybody."""

    wa_id: str
    hash: str
    since: int
    changed: bool = False
    first_sight: bool = False
    """A status may be about a key of long ago: it is believed only where nothing is known."""


class Identities:
    """The keys of one number's customers. `spelled` gives WhatsApp's own spelling of a number."""

    def __init__(
        self,
        memory: Memory,
        number: str,
        spelled: Callable[[str], Awaitable[str]],
        *,
        believed: float = BELIEVED,
    ) -> None:
        self._memory = memory
        self._number = number
        self._spelled = spelled
        self._believed = believed
        self._kept = Recent[str, tuple[float, Identity | None]](MOST_KEPT)
        self.wanted = False
        """Whether the application has `show_security_notifications` on."""

    async def find(self, wa_id: str) -> Identity | None:
        known = await self._memory.get(self._number, KIND, wa_id)
        return Identity(known["hash"], known["since"], known["trusted"]) if known is not None else None

    async def acknowledge(self, wa_id: str, value: str) -> bool:
        """The application trusts this key; False where the customer has another one by now."""
        known = await self.find(wa_id)
        if known is not None and known.hash != value:
            return False
        since = known.since if known is not None else int(time.time() * 1000)
        await self._keep(wa_id, Identity(value, since, value))
        return True

    async def look(self, document: JsonObject) -> None:
        """Learns from an event, and says in it whether the application has acknowledged the key."""
        seen = _seen(document)
        if seen is None:
            return
        known = await self.find(seen.wa_id)
        if known is None:
            # At first sight a key is trusted, as On-Premises did; not where it is named because it is new.
            known = Identity(seen.hash, seen.since, None if seen.changed else seen.hash)
            await self._keep(seen.wa_id, known)
        elif known.hash != seen.hash and seen.since >= known.since and not seen.first_sight:
            known = Identity(seen.hash, seen.since, known.trusted)
            await self._keep(seen.wa_id, known)
        shown = dig(document, "messages", 0, "identity")
        if isinstance(shown, dict):
            shown["acknowledged"] = seen.hash == known.trusted

    async def expected(self, recipient: str) -> str | None:
        """The key that a send has to name; None where none is known. CloudError where none is trusted."""
        kept = self._kept.get(recipient)
        if kept is None or time.monotonic() - kept[0] > self._believed:
            try:
                known = await self.find(recipient) or await self.find(await self._spelled(recipient))
            except StoreError:
                known = kept[1] if kept is not None else None
            kept = self._believe(recipient, known)
        identity = kept[1]
        if identity is not None and identity.trusted is None:
            raise CloudError("Recipient identity key hash mismatch", status=400, code=MISMATCH)
        return identity.trusted if identity is not None else None

    async def _keep(self, wa_id: str, identity: Identity) -> None:
        value = {"hash": identity.hash, "since": identity.since, "trusted": identity.trusted}
        await self._memory.put(self._number, KIND, wa_id, value)
        self._believe(wa_id, identity)

    def _believe(self, wa_id: str, identity: Identity | None) -> tuple[float, Identity | None]:
        return self._kept.keep(wa_id, (time.monotonic(), identity))


def _seen(document: JsonObject) -> _Seen | None:
    """The customer's key in a message, beside it, or in a status."""
    message, status = dig(document, "messages", 0), dig(document, "statuses", 0)
    if isinstance(message, dict):
        wa_id, since = _text(message.get("from")), _milliseconds(message.get("timestamp"))
        key = _text(dig(message, "identity", "hash")) or _text(dig(document, "contacts", 0, BESIDE))
        changed = dig(message, "system", "type") == "customer_identity_changed"
        since = _milliseconds(dig(message, "identity", "created_timestamp"), 1) or since
        return _Seen(wa_id, key, since, changed) if wa_id and key else None
    if isinstance(status, dict):
        wa_id, key = _text(status.get("recipient_id")), _text(status.get(f"recipient_{BESIDE}"))
        since = _milliseconds(status.get("timestamp"))
        return _Seen(wa_id, key, since, first_sight=True) if wa_id and key else None
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _milliseconds(value: object, factor: int = 1000) -> int:
    """A time that Meta writes as a number or as a text; 0 where it is none."""
    text = str(value)
    return int(text) * factor if text.isascii() and text.isdecimal() and len(text) <= 15 else 0
