"""What the rules about webhooks share: where the one item of an event stands, and what becomes of it."""

from __future__ import annotations

from typing import Final

from wamigrate.apis.error_mapping import HREF
from wamigrate.core.payload import Edit, Json, JsonObject, Path
from wamigrate.differences.difference import Finding, Level
from wamigrate.differences.facts import Facts

__all__ = [
    "MESSAGE",
    "STATUS",
    "as_unknown",
    "dropped",
    "is_number",
    "message_of",
    "status_of",
    "unknown_message",
]

MESSAGE: Final[Path] = ("messages", 0)
STATUS: Final[Path] = ("statuses", 0)
KEPT = ("from", "id", "timestamp", "context", "referral", "identity", "group_id")
NOT_SUPPORTED = "Message type is not currently supported"


def message_of(payload: Json) -> JsonObject:
    """The event's message; an empty one where there is none."""
    return _first(payload, "messages")


def status_of(payload: Json) -> JsonObject:
    """The event's status; an empty one where there is none."""
    return _first(payload, "statuses")


def _first(payload: Json, key: str) -> JsonObject:
    # Every rule asks this: plain steps cost a third of `dig`.
    items = payload.get(key) if type(payload) is dict else None
    found = items[0] if type(items) is list and items else None
    return found if type(found) is dict else {}


def dropped(message: str, level: Level = Level.NOTE) -> Finding:
    """Nothing is passed on to the application."""
    return Finding((), message, (Edit(()),), level=level)


def as_unknown(payload: Json, facts: Facts, message: str, level: Level = Level.CHANGED) -> Finding:
    """The message as On-Premises showed what it could not: of type `unknown`, with error 501."""
    shown = unknown_message(message_of(payload), facts)
    return Finding(MESSAGE, message, (Edit(MESSAGE, shown),), level=level)


def unknown_message(given: JsonObject, facts: Facts) -> JsonObject:
    """A message whose content On-Premises does not know."""
    error = {"code": 501, "title": facts.policies.unknown_title, "details": NOT_SUPPORTED}
    if facts.policies.error_links:
        error["href"] = HREF
    return {**{key: given[key] for key in KEPT if key in given}, "type": "unknown", "errors": [error]}


def is_number(value: Json) -> bool:
    """A number, and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
