"""What the handlers of the control API share."""

from __future__ import annotations

import difflib
from typing import Any

import msgspec

from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.sim.http import Request
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import World

__all__ = ["Wrong", "body_of", "number_named", "only", "suggest"]


class Wrong(Exception):
    """The request cannot be followed; the text says why."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def body_of(request: Request) -> JsonObject:
    """The body as an object; an empty one is an empty object."""
    try:
        value = msgspec.json.decode(request.body or b"{}")
    except NOT_JSON as error:
        raise Wrong(f"The body is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Wrong("The body must be a JSON object.")
    return value


def only(body: JsonObject, allowed: dict[str, Any]) -> JsonObject:
    """The body, if it has no other keys and values of the right types."""
    for key, value in body.items():
        if key not in allowed:
            raise Wrong(f"Unknown key '{key}'." + suggest(key, list(allowed)))
        kind = allowed[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and not _has_bool(kind)):
            raise Wrong(f"'{key}' has the wrong type.")
    return body


def _has_bool(kind: Any) -> bool:
    return kind is bool or (isinstance(kind, tuple) and bool in kind)


def suggest(word: str, known: list[str], *, all_of_them: bool = True) -> str:
    """The known word that is nearest, or all of them."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f" Did you mean '{close[0]}'?"
    return f" Known: {', '.join(known)}." if all_of_them else ""


def number_named(world: World, name: object) -> PhoneNumber:
    """A number by its name, digits or id."""
    found = world.find_number(str(name))
    if found is None:
        # In a large world a list of every name helps nobody.
        names = list(world.numbers)[:20]
        raise Wrong(f"There is no number '{name}'." + suggest(str(name), names), 404)
    return found
