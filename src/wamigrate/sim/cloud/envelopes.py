"""Webhook bodies: one change each, or many of a short while in one, and the signature over their bytes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wamigrate.sim.cloud.state import App

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["Change", "Envelopes", "envelope", "signed"]

LARGEST = 3_000_000

Url = Callable[[], str | None]
Post = Callable[[App, Url, str | None, str, bytes], None]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one WABA; `value` is written already."""

    waba_id: str
    number: str | None
    field: str
    value: bytes
    time: int | None = None
    """Only changes that are no messages carry a time."""


@dataclass(slots=True)
class Batch:
    """Changes that wait for others."""

    app: App
    url: Url
    changes: list[Change] = field(default_factory=list)
    size: int = 0


class Envelopes:
    """Collects changes for each address, as long and as many as the world's options say."""

    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._post = post
        self._batches: dict[tuple[str, str | None], Batch] = {}

    def add(self, app: App, url: Url, change: Change) -> None:
        """Send it at once, or when its batch is full or old enough."""
        options = self._world.options
        if not options.webhook_batch_window:
            self._post(app, url, change.number, change.field, envelope([change]))
            return
        key = (app.id, url())
        batch = self._batches.get(key)
        if batch is not None and batch.size + len(change.value) > LARGEST:
            self._flush(key)
            batch = None
        if batch is None:
            batch = self._batches[key] = Batch(app, url)
            self._world.clock.after(options.webhook_batch_window, lambda: self._end(key, batch))
        batch.changes.append(change)
        batch.size += len(change.value)
        if len(batch.changes) >= options.webhook_batch_size:
            self._flush(key)

    def clear(self) -> None:
        self._batches.clear()

    def _end(self, key: tuple[str, str | None], batch: Batch | None) -> None:
        """The time of a batch is over, if it has not gone already."""
        if self._batches.get(key) is batch:
            self._flush(key)

    def _flush(self, key: tuple[str, str | None]) -> None:
        batch = self._batches.pop(key)
        numbers, fields = {c.number for c in batch.changes}, {c.field for c in batch.changes}
        number = numbers.pop() if len(numbers) == 1 else None
        name = fields.pop() if len(fields) == 1 else "messages"
        self._post(batch.app, batch.url, number, name, envelope(batch.changes))


def envelope(changes: list[Change]) -> bytes:
    """The body: an entry for each WABA and time, with its changes in order."""
    entries: dict[tuple[str, int | None], list[bytes]] = {}
    for change in changes:
        written = b'{"value":%b,"field":"%b"}' % (change.value, change.field.encode())
        entries.setdefault((change.waba_id, change.time), []).append(written)
    found = []
    for (waba_id, time), written_changes in entries.items():
        stamp = b'"time":%d,' % time if time is not None else b""
        found.append(b'{"id":"%b",%b"changes":[%b]}' % (waba_id.encode(), stamp, b",".join(written_changes)))
    return b'{"object":"whatsapp_business_account","entry":[%b]}' % b",".join(found)


def signed(body: bytes, secret: str, *, with_sha1: bool = False) -> dict[str, str]:
    """The headers of a delivery, with the signature over exactly these bytes."""
    digest = hmac.digest(secret.encode(), body, "sha256").hex()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}
    if with_sha1:
        headers["x-hub-signature"] = "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return headers
