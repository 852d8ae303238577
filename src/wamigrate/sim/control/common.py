"""What the handlers of the control API share."""

from __future__ import annotations

import difflib

import msgspec

from wamigrate.core.payload import JsonObject
from wamigrate.sim.http import Request
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import World

__all__ = ["Wrong", "body_of", "number_named", "suggest"]


class Wrong(Exception):
    """The request cannot be followed; the text says why."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def body_of(request: Request) -> JsonObject:
    """The body as an object; an empty one is an empty object."""
    try:
        value = msgspec.json.decode(request.body or b"{}")
    except msgspec.DecodeError as error:
        raise Wrong(f"The body is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Wrong("The body must be a JSON object.")
    return value


def suggest(word: str, known: list[str]) -> str:
    """The known word that is nearest, or all of them."""
    close = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(known)}."


def number_named(world: World, name: object) -> PhoneNumber:
    """A number by its name, digits or id."""
    found = world.find_number(str(name))
    if found is None:
        raise Wrong(f"There is no number '{name}'." + suggest(str(name), list(world.numbers)), 404)
    return found
