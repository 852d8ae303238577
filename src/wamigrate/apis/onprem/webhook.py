"""Takes one On-Premises callback apart into single events.

A deployment posts one event at a time, but nothing forbids more. Any JSON goes in, and never an exception
comes out. Source: Meta, On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.event import ITEMS, Event, EventKind, split, unreadable
from wamigrate.core.payload import Json, JsonObject, dig

__all__ = ["is_callback", "unpack"]

ALONE = {"services": EventKind.SERVICE, "contacts": EventKind.CONTACT}


def is_callback(body: Json) -> bool:
    """Whether this looks like an On-Premises callback: bare lists, and no envelope."""
    if not isinstance(body, dict) or "entry" in body or "metadata" in body:
        return False
    return (
        any(isinstance(body.get(key), list) for key in ("messages", "statuses"))
        or next(_alone(body), None) is not None
    )


def unpack(body: Json) -> list[Event]:
    """The events of one POST: messages with their contact, statuses, errors, late contacts checks."""
    if not isinstance(body, dict):
        return [unreadable(body, ())]
    events = list(_alone(body)) if not any(key in body for key in ITEMS) else list(split(body, ()))
    return events or [unreadable(body, ())]


def _alone(body: JsonObject) -> Iterator[Event]:
    for key, kind in ALONE.items():
        items = body.get(key)
        if key == "contacts" and not (isinstance(items, list) and dig(items, 0, "input") is not None):
            continue
        if isinstance(items, list):
            for number, item in enumerate(items):
                yield Event(kind, {key: [item]}, (), (key, number))
        elif isinstance(items, dict):
            yield Event(kind, {key: items})
