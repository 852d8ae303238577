"""Takes one Cloud API webhook apart into single events, each with a document of its own.

A body holds up to 1,000 of them, for any number of a WABA. Any JSON goes in, never an exception comes out:
what has no documented form becomes an event of the kind UNREADABLE.
Source: Meta, Webhooks, "Messages webhook reference"; migration document, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.event import ITEMS, Event, EventKind, split, unreadable
from wamigrate.core.payload import Json, JsonObject, Path, dig

__all__ = ["MESSAGES_FIELD", "is_webhook", "unpack"]

MESSAGES_FIELD = "messages"
OBJECT = "whatsapp_business_account"
"""What `object` says; Meta's other products use the same envelope."""


def is_webhook(body: Json) -> bool:
    """Whether this looks like a Cloud API webhook: the envelope, one change of it, or one `value`."""
    if not isinstance(body, dict) or body.get("object", OBJECT) != OBJECT:
        return False
    if isinstance(body.get("entry"), list) or ("field" in body and "value" in body):
        return True
    return "metadata" in body and any(key in body for key in ITEMS)


def unpack(body: Json) -> list[Event]:
    """The events of one POST, in the order in which they stand.

    A single change (what the App Dashboard shows as a sample) and a bare `value` are understood too.
    """
    if not isinstance(body, dict):
        return [unreadable(body, ())]
    if "entry" in body:
        return list(_entries(body["entry"]))
    if "field" in body and "value" in body:
        return list(_change(body, (), {}))
    if is_webhook(body):
        return list(_value(body, (), {}))
    return [unreadable(body, ())]


def _entries(entries: Json) -> Iterator[Event]:
    if not isinstance(entries, list) or not entries:
        yield unreadable(entries, ("entry",))
        return
    for place, entry in enumerate(entries):
        changes = dig(entry, "changes")
        base: Path = ("entry", place)
        if not isinstance(changes, list) or not changes:
            yield unreadable(entry, base)
            continue
        known = {"waba_id": _name(entry.get("id")), "time": entry.get("time")}
        for number, change in enumerate(changes):
            yield from _change(change, (*base, "changes", number), known)


def _change(change: Json, base: Path, known: JsonObject) -> Iterator[Event]:
    if not isinstance(change, dict) or not isinstance(change.get("value"), dict):
        yield unreadable(change, base, **known)
        return
    field, value = change.get("field", MESSAGES_FIELD), change["value"]
    if field == MESSAGES_FIELD:
        yield from _value(value, (*base, "value"), known)
    elif isinstance(field, str):
        known = {**known, **_number(value), "field": field}
        yield Event(EventKind.OTHER, value, (*base, "value"), **known)
    else:
        yield unreadable(change, base, **known)


def _value(value: JsonObject, base: Path, known: JsonObject) -> Iterator[Event]:
    known = {**known, **_number(value)}
    events = list(split(value, base, **known))
    yield from events or [unreadable(value, base, **known)]


def _number(value: JsonObject) -> JsonObject:
    """Which business phone number the value is about, as far as it says so."""
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        return {}
    return {name: _name(metadata.get(name)) for name in ("phone_number_id", "display_phone_number")}


def _name(value: Json) -> str | None:
    """An id as text; Meta writes some of them as numbers."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int else None
