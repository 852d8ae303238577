"""A small language for what may stand where in a message; every refusal in Meta's words.

A rule looks at a value and at its place (`interactive['action']['buttons'][0]`) and raises on the first
thing that is wrong. Tables of the other modules put rules together. A key whose value is null counts as
absent, as Graph has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter

__all__ = [
    "Check",
    "Rule",
    "anything",
    "array",
    "choice",
    "constant",
    "day",
    "flag",
    "identifier",
    "integer",
    "invalid",
    "json_object",
    "number",
    "record",
    "scalar",
    "text",
    "unique",
    "uri",
]

Rule = Callable[[Any, str], None]
Check = Callable[[JsonObject, str], None]


def invalid(details: str) -> GraphError:
    """Code 131009 with the reason."""
    return GraphError(131009, details)


def anything(value: Json, path: str) -> None:
    """Whatever it is."""


def json_object(value: Json, path: str) -> None:
    """An object of any content."""
    if not isinstance(value, dict):
        raise parameter(f"Param {path} must be a JSON object.")


def text(most: int | None = None, words: str | None = None, *, tidy: str | None = None) -> Rule:
    """A string of at most `most` characters.

    `words` is what Meta says of a longer one (131009), where that is known; `tidy` names a text that must
    not start or end with blanks.
    """

    def rule(value: Json, path: str) -> None:
        if not isinstance(value, str):
            raise parameter(f"Param {path} must be a string.")
        if most is not None and len(value) > most:
            if words is not None:
                raise invalid(words)
            raise parameter(f"Param {path} must be at most {most} characters long.")
        if tidy is not None and value != value.strip():
            raise invalid(f"{tidy} must not start or end with blanks")

    return rule


def scalar(value: Json, path: str) -> None:
    """A string, or a number or boolean that stands for one."""
    if not isinstance(value, str | int | float):
        raise parameter(f"Param {path} must be a string.")


def identifier(value: Json, path: str) -> None:
    """An id: a string or a whole number."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise parameter(f"Param {path} must be a string.")


def uri(value: Json, path: str) -> None:
    """An address that begins with http:// or https:// and has a host."""
    if not isinstance(value, str):
        raise parameter(f"Param {path} must be a string.")
    try:
        parts = urlsplit(value)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or value != value.strip():
        raise parameter(f"Param {path} is not a valid URI.")


def day(value: Json, path: str) -> None:
    """A date as YYYY-MM-DD, or none: some clients send an empty one, and their contacts arrive."""
    if value == "":
        return
    try:
        fits = len(value) == 10 and bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise invalid(f"{path} is not a valid date, the format is YYYY-MM-DD")


def flag(value: Json, path: str) -> None:
    """A boolean, in any of the spellings of a form."""
    if isinstance(value, bool) or value in (0, 1):
        return
    if not isinstance(value, str) or value.lower() not in ("true", "false", "0", "1"):
        raise parameter(f"Param {path} must be a boolean.")


def number(most: float, name: str) -> Rule:
    """A number between -most and most, also as text; `name` is what it is called in the refusal."""

    def rule(value: Json, path: str) -> None:
        try:
            fits = not isinstance(value, bool) and abs(float(value)) <= most
        except (TypeError, ValueError, OverflowError):
            fits = False
        if not fits:
            raise invalid(f"{name} is not valid")

    return rule


def integer(least: int, most: int) -> Rule:
    """A whole number of a range, also as text."""

    def rule(value: Json, path: str) -> None:
        whole = isinstance(value, int) and not isinstance(value, bool)
        whole = whole or (isinstance(value, float) and value.is_integer())
        if not whole and not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise parameter(f"Param {path} must be an integer.")
        # A text of a thousand digits is no number worth reading.
        if len(str(value)) > 20 or not least <= int(value) <= most:
            raise parameter(f"Param {path} must be between {least} and {most}.")

    return rule


def choice(*names: str) -> Rule:
    """One of some names, in any case."""
    known = frozenset(name.upper() for name in names)
    shown = "{" + ", ".join(sorted(known)) + "}"

    def rule(value: Json, path: str) -> None:
        if not isinstance(value, str) or value.upper() not in known:
            raise parameter(f'Param {path} must be one of {shown} - got "{_shown(value)}".')

    return rule


def constant(name: str) -> Rule:
    """The one name that may stand there."""
    return choice(name)


def _shown(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else "Array"


def record(known: Mapping[str, Rule], *required: str, checks: tuple[Check, ...] = ()) -> Rule:
    """An object that has only known keys and all of the required ones; `checks` look at the whole."""

    def rule(value: Json, path: str) -> None:
        if not isinstance(value, dict):
            raise parameter(f"Param {path} must be a JSON object.")
        for key, item in value.items():
            if key not in known and item is not None:
                raise parameter(f'Unexpected key "{key}" on param "{path}".')
        for key in required:
            if value.get(key) in (None, ""):
                raise missing(f"{path}['{key}']")
        for key, item in value.items():
            if item is not None:
                known[key](item, f"{path}['{key}']")
        for check in checks:
            check(value, path)

    return rule


def array(item: Rule, least: int = 0, most: int | None = None, words: str | None = None) -> Rule:
    """A list of such items; `words` is what Meta says if there are too few or too many."""

    def rule(value: Json, path: str) -> None:
        if not isinstance(value, list):
            raise parameter(f"Param {path} must be an array.")
        if len(value) < least or (most is not None and len(value) > most):
            raise invalid(words or f"{path} must have {least} to {most} items")
        for place, one in enumerate(value):
            item(one, f"{path}[{place}]")

    return rule


def unique(values: list[Json], what: str) -> None:
    """Refuse a value that is there twice."""
    if len({repr(v) for v in values}) < len(values):
        raise invalid(f"Duplicate {what}")
