"""JSON values as they go over the wire: paths into them, and edits of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Final

import msgspec

__all__ = [
    "EACH",
    "EMPTY",
    "NOT_JSON",
    "NULL",
    "PADDED",
    "REMOVED",
    "UNEVEN",
    "Edit",
    "Json",
    "JsonObject",
    "Path",
    "apply",
    "dig",
    "every",
    "names_in",
    "show",
]

Json = Any
JsonObject = dict[str, Any]
Path = tuple[str | int, ...]
NOT_JSON: Final = (ValueError, RecursionError)
"""What reading JSON can raise: letters that are none and deep nesting are reported in ways of their own."""
PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


NULL, EMPTY, PADDED, UNEVEN = "(null)", "(empty)", "(padded)", "(uneven)"
BREAKS = frozenset("\n\t\r")
FIVE_BLANKS = " " * 5


class _Mark(Enum):
    EACH = "each"
    REMOVED = "removed"


EACH: Final = _Mark.EACH
"""In a pattern: every item of a list."""
REMOVED: Final = _Mark.REMOVED
"""As a value: nothing stands here any more."""


class Edit(msgspec.Struct, frozen=True, gc=False):
    """Put `value` at `path`, or take away what stands there. The empty path is the whole document."""

    path: Path
    value: Json = REMOVED


def dig(value: Json, *path: str | int, default: Json = None) -> Json:
    """The value at `path`, or `default` where the path leaves the document."""
    for key in path:
        kind = type(value)
        if kind is dict:
            value = value.get(key, default)
        elif kind is list and type(key) is int and -len(value) <= key < len(value):
            value = value[key]
        else:
            return default
    return value


def every(value: Json, *pattern: str | int | _Mark) -> Iterator[tuple[Path, Json]]:
    """Each place that a pattern fits, with what stands there: `every(p, "cards", EACH, "body")`.

    A place that is missing, or of another shape than the pattern expects, is passed over.
    """
    found: list[tuple[Path, Json]] = [((), value)]
    for key in pattern:
        if key is EACH:
            lists = [(p, v) for p, v in found if isinstance(v, list)]
            found = [((*p, n), item) for p, v in lists for n, item in enumerate(v)]
        elif isinstance(key, str):
            found = [((*p, key), v[key]) for p, v in found if isinstance(v, dict) and key in v]
        elif isinstance(key, int):
            found = [((*p, key), v[key]) for p, v in found if isinstance(v, list) and key < len(v)]
    return iter(found)


def names_in(document: Json, *, padded: bool = True, uneven: bool = True) -> set[str]:
    """The names of all properties, at any depth, and marks for what else stands there.

    NULL: something is null. EMPTY: a list or an object is. Where it is asked for, for it costs a look into
    each text, PADDED: a text has blanks around it; UNEVEN: one has line breaks or many blanks in it.
    """
    found: set[str] = set()
    left = [document]  # not recursive: some documents are nested as deep as Python allows
    while left:
        value = left.pop()
        if type(value) is dict:
            found.update(value)
            value = value.values()
        elif type(value) is not list:
            continue
        for inner in value:
            kind = type(inner)
            if kind is str:
                if padded and inner.strip() is not inner:  # it is the same one where nothing is taken away
                    found.add(PADDED)
                if uneven and (FIVE_BLANKS in inner or not (inner.isprintable() or BREAKS.isdisjoint(inner))):
                    found.add(UNEVEN)
            elif kind is dict or kind is list:
                if inner:
                    left.append(inner)
                else:
                    found.add(EMPTY)
            elif inner is None:
                found.add(NULL)
    return found


def apply(document: Json, edits: Iterable[Edit]) -> Json:
    """The document after the edits; its containers are changed in place.

    Items are taken out of lists last and from the back, so that every path means the document as it was.
    An edit inside of something that another edit took away has nothing left to do.
    """
    items: list[Path] = []
    for edit in edits:
        path, value = edit.path, edit.value
        if not path:
            document = value
        elif value is REMOVED and isinstance(path[-1], int):
            items.append(path)
        else:
            _put(dig(document, *path[:-1]), path[-1], value)
    if items:
        _take_out(document, items)
    return document


def _take_out(document: Json, items: list[Path]) -> None:
    for path in sorted(set(items), key=_from_the_back, reverse=True):
        parent = dig(document, *path[:-1])
        if isinstance(parent, list) and int(path[-1]) < len(parent):
            del parent[int(path[-1])]


def _put(parent: Json, key: str | int, value: Json) -> None:
    if isinstance(parent, dict) and isinstance(key, str):
        if value is REMOVED:
            parent.pop(key, None)
        else:
            parent[key] = value
    elif isinstance(parent, list) and isinstance(key, int) and 0 <= key < len(parent):
        parent[key] = value


def _from_the_back(path: Path) -> tuple[int, tuple[str, ...], int]:
    """Deeper places first, and later items of one list before earlier ones."""
    return len(path), tuple(map(str, path[:-1])), int(path[-1])


def show(path: Path) -> str:
    """A path as people write it: `interactive.action.buttons[0].reply.id`."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif PLAIN_KEY.fullmatch(key):
            text += f".{key}" if text else key
        else:
            text += f"[{key!r}]"
    return text
