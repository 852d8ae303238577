"""One event out of a webhook's body: a message, a status, an error, or what else arrived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Event:
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
    """The single events of one document with lists of messages, statuses and errors, in order."""
    people = value.get("contacts")
    contacts: list[Json] = people if isinstance(people, list) else []
    frame = {k: v for k, v in value.items() if k not in ITEMS and k != "contacts"}
    alone = sum(len(value[key]) for key in ITEMS if isinstance(value.get(key), list)) == 1
    belonging: set[int] = set()
    seen = False
    for key, kind in ITEMS.items():
        items = value.get(key)
        if items is None or items == []:
            continue
        seen = True
        if not isinstance(items, list):
            yield unreadable(items, (*base, key), **known)
            continue
        for number, item in enumerate(items):
            place = (*base, key, number)
            if not isinstance(item, dict):
                yield unreadable(item, place, **known)
                continue
            contact = _contact_of(item, contacts, alone=alone)
            document = frame | {key: [item]}
            if contact is not None:
                belonging.add(contact)
                document = frame | {"contacts": [contacts[contact]], key: [item]}
            yield Event(kind, document, base, (key, number), contact, **known)
    for number, person in enumerate(contacts):
        if seen and number not in belonging:
            yield unreadable(person, (*base, "contacts", number), **known)


def _contact_of(item: JsonObject, contacts: list[Json], *, alone: bool) -> int | None:
    """Which contact the item is about: by number, else by business-scoped user id."""
    for own, theirs in (("from", "from_user_id"), ("recipient_id", "recipient_user_id")):
        for key, mark in (("wa_id", item.get(own)), ("user_id", item.get(theirs))):
            if mark is not None:
                for number, contact in enumerate(contacts):
                    if isinstance(contact, dict) and contact.get(key) == mark:
                        return number
    # Meta spells some numbers in two ways: where there is one of each, they belong together.
    return 0 if alone and len(contacts) == 1 and isinstance(contacts[0], dict) else None
