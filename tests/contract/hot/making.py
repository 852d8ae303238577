"""Messages and events with everything filled in that a test does not care about."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from tests.contract.hot.conftest import ME, NOW, NUMBER
from wamigrate.store.hot import counters, held
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.held import Held, NewHeld
from wamigrate.store.hot.program import HotStore

__all__ = ["NOW", "append", "counts", "event", "message", "sending", "status"]

_numbers = itertools.count(1)


def message(recipient: str = "r1", **changes: Any) -> NewHeld:
    """A message to append."""
    n = next(_numbers)
    values: dict[str, Any] = {
        "number": NUMBER,
        "recipient": recipient,
        "minted": f"gBEG{n}",
        "tag": f"wm1.{n}",
        "body": b"sealed",
        "size": 6,
        "accepted_at": NOW,
        "deadline": NOW + 86_400,
        "epoch": 1,
    }
    return NewHeld(**{**values, **changes})


def event(customer: str = "c1", **changes: Any) -> NewEvent:
    """An event to store."""
    values: dict[str, Any] = {
        "number": NUMBER,
        "customer": customer,
        "kind": "message",
        "body": b"sealed",
        "received_at": NOW,
    }
    return NewEvent(**{**values, **changes})


def status(wamid: str, rank: int = 1, tag: str | None = None) -> NewEvent:
    """A status of a message that was sent."""
    return event(kind="status", wamid=wamid, rank=rank, tag=tag)


async def append(hot: HotStore, *new: NewHeld) -> Sequence[Held]:
    """Append messages; the whole queue afterwards."""
    for one in new:
        await hot.run(held.put, one)
    return await hot.read(held.page, NUMBER, 0, 1000)


async def sending(hot: HotStore, new: NewHeld | None = None) -> Held:
    """A message that process 1 is sending."""
    queue = await append(hot, new or message())
    assert await hot.run(held.begin_send, queue[-1].seq, ME)
    return queue[-1]


async def counts(hot: HotStore) -> dict[str, int]:
    """The counters that are not zero."""
    return {name: n for name, n in (await hot.read(counters.read, NUMBER)).items() if n}
