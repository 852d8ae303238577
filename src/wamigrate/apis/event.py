"""One event out of a webhook's body: a message, a status, an error, or what else arrived."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from wamigrate.core.payload import Json, JsonObject, Path

__all__ = ["ITEMS", "Event", "EventKind", "split", "unreadable"]


class EventKind(StrEnum):
    """What an event is about."""

    MESSAGE = "message"
    STATUS = "status"
    ERROR = "error"
    CONTACT = "contact"
    """On-Premises only: the late result of a contacts check."""
    SERVICE = "service"
    """On-Premises only: the deployment reports on itself."""
    OTHER = "other-field"
    """Cloud only: a webhook field other than `messages`."""
    UNREADABLE = "unreadable"
    """Something that no documentation explains. It is kept, so that nobody loses it unseen."""


ITEMS: dict[str, EventKind] = {
    "messages": EventKind.MESSAGE,
    "statuses": EventKind.STATUS,
    "errors": EventKind.ERROR,
}
"""Where the items of a webhook stand, in the order in which they are handed out."""


class Event(msgspec.Struct, frozen=True):
    """`value` is a document of its own; `base` is where it stood in the body, `item` its one item therein."""

    kind: EventKind
    value: Json
    base: Path = ()
    item: Path = ()
    contact: int | None = None
    field: str = "messages"
    waba_id: str | None = None
    phone_number_id: str | None = None
    display_phone_number: str | None = None
    time: Json = None
    """`entry[].time`, where Meta sets it: other fields than `messages`."""

    @property
    def document_kind(self) -> str | None:
        """What a translator must be told where the document does not say it itself."""
        return self.kind.value if self.kind in (EventKind.OTHER, EventKind.UNREADABLE) else None

    @property
    def place(self) -> Path:
        """Where the event stands in the body: `entry[0].changes[1].value.messages[3]`."""
        return (*self.base, *self.item)

    def where(self, path: Path) -> Path:
        """A path into `value` as a path into the body that it came from."""
        if self.item and path[:2] == (self.item[0], 0):
            return (*self.base, *self.item, *path[2:])
        if self.contact is not None and path[:2] == ("contacts", 0):
            return (*self.base, "contacts", self.contact, *path[2:])
        return (*self.base, *path)


def unreadable(value: Json, base: Path, **known: Json) -> Event:
    """The event for what nobody can explain."""
    return Event(EventKind.UNREADABLE, value, base, **known)


def split(value: JsonObject, base: Path, **known: Json) -> Iterator[Event]:
    """The single events of one document with lists of messages, statuses and errors, in order.

    A document with one item is its own event: it is handed on as it is, and not copied.
    """
    key = _only_item(value)
    if key is not None:
        contact = 0 if value.get("contacts") else None
        yield Event(ITEMS[key], value, base, (key, 0), contact, **known)
    else:
        yield from _apart(value, base, known)


def _only_item(value: JsonObject) -> str | None:
    """Where the one item stands, with at most one contact, which belongs to it however it is spelled."""
    keys = [key for key in ITEMS if key in value]
    people = value.get("contacts", [])
    if len(keys) != 1 or type(people) is not list or len(people) > 1:
        return None
    items = value[keys[0]]
    fits = type(items) is list and len(items) == 1 and type(items[0]) is dict
    return keys[0] if fits and all(type(person) is dict for person in people) else None


def _apart(value: JsonObject, base: Path, known: JsonObject) -> Iterator[Event]:
    people = value.get("contacts")
    contacts: list[Json] = people if isinstance(people, list) else []
    frame = {k: v for k, v in value.items() if k not in ITEMS and k != "contacts"}
    named = _by_name(contacts)
    belonging: set[int | None] = set()
    for key, kind in ITEMS.items():
        for place, item in _items(value.get(key), key):
            if len(place) == 1 or not isinstance(item, dict):
                yield unreadable(item, (*base, *place), **known)
                belonging.add(None)
                continue
            contact = _contact_of(item, named)
            belonging.add(contact)
            person = {"contacts": [contacts[contact]]} if contact is not None else {}
            yield Event(kind, frame | person | {key: [item]}, base, place, contact, **known)
    for number, person in enumerate(contacts):
        if belonging and number not in belonging:
            yield unreadable(person, (*base, "contacts", number), **known)


def _items(items: Json, key: str) -> Iterator[tuple[Path, Json]]:
    """Each item with its place; what should be a list and is none counts as one that nobody can explain."""
    if isinstance(items, list):
        yield from (((key, number), item) for number, item in enumerate(items))
    elif items is not None:
        yield (key,), items


def _by_name(contacts: list[Json]) -> dict[tuple[str, str | int], int]:
    """The first contact of each number and each user id: a body may hold thousands of them."""
    named: dict[tuple[str, str | int], int] = {}
    for number, contact in enumerate(contacts):
        if isinstance(contact, dict):
            for key in ("wa_id", "user_id"):
                mark = contact.get(key)
                if type(mark) is str or type(mark) is int:
                    named.setdefault((key, mark), number)
    return named


def _contact_of(item: JsonObject, named: dict[tuple[str, str | int], int]) -> int | None:
    """Which contact the item is about: by number, else by business-scoped user id."""
    for own, theirs in (("from", "from_user_id"), ("recipient_id", "recipient_user_id")):
        for key, mark in (("wa_id", item.get(own)), ("user_id", item.get(theirs))):
            if type(mark) is str or type(mark) is int:
                number = named.get((key, mark))
                if number is not None:
                    return number
    return None
