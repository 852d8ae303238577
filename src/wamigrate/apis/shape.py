"""What a JSON document may contain, as data; from it a strict type, and a list of all that is wrong.

Two readers of one table. `fits` asks a compiled msgspec type: it costs 1 to 3 µs and says only yes or no.
`problems` walks the document and names every fault, and is asked only where the answer was no.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wamigrate.core.payload import Json, Path

__all__ = [
    "Kind",
    "Problem",
    "Shape",
    "Wrong",
    "anything",
    "choice",
    "fits",
    "flag",
    "many",
    "number",
    "obj",
    "problems",
    "text",
    "text_or_number",
    "unknown",
    "whole",
]


class Kind(StrEnum):
    """What stands in a place, in words for people."""

    ANYTHING = "anything"
    TEXT = "text"
    FLAG = "true or false"
    NUMBER = "number"
    WHOLE = "whole number"
    TEXT_OR_NUMBER = "text or number"
    OBJECT = "object"
    LIST = "list"


class Wrong(StrEnum):
    """What can be wrong in a place."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    NULL = "null"
    KIND = "kind"
    EMPTY = "empty"
    LONG = "long"
    COUNT = "count"
    CHOICE = "choice"
    RANGE = "range"


@dataclass(frozen=True, eq=False)
class Shape:
    """What may stand in one place.

    `least` and `most` bound the length of a text, the items of a list, or a number. `choices` are
    the values that a text may have; capitals do not matter. An `open` object may have more properties.
    """

    kind: Kind
    required: bool = False
    least: int = 0
    most: int | None = None
    choices: tuple[str, ...] = ()
    fields: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    open: bool = False
    needed: tuple[str, ...] = field(init=False)
    nested: tuple[tuple[str, Shape], ...] = field(init=False)
    closed_to: frozenset[str] | None = field(init=False)
    """The only properties of an object; None where others may stand, and for what is no object."""

    def __post_init__(self) -> None:
        needed = tuple(name for name, inner in self.fields.items() if inner.required)
        nested = tuple((name, inner) for name, inner in self.fields.items() if inner.fields or inner.item)
        closed = self.kind is Kind.OBJECT and not self.open
        object.__setattr__(self, "needed", needed)
        object.__setattr__(self, "nested", nested)
        object.__setattr__(self, "closed_to", frozenset(self.fields) if closed else None)


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One fault: where, what, and what the shape there asks for (for UNKNOWN: the object around it)."""

    path: Path
    wrong: Wrong
    shape: Shape


def text(most: int | None = None, *, least: int = 1, required: bool = False) -> Shape:
    """A text of `least` to `most` characters."""
    return Shape(Kind.TEXT, required, least, most)


def choice(*values: str, required: bool = False) -> Shape:
    """One of these words, in any case."""
    return Shape(Kind.TEXT, required, 0, None, values)


def flag(*, required: bool = False) -> Shape:
    return Shape(Kind.FLAG, required)


def number(*, required: bool = False) -> Shape:
    return Shape(Kind.NUMBER, required)


def whole(least: int = 0, most: int | None = None, *, required: bool = False) -> Shape:
    """A whole number; any, unless `most` is given."""
    return Shape(Kind.WHOLE, required, least, most)


def text_or_number(*, required: bool = False) -> Shape:
    """A number, or a text (which may be one)."""
    return Shape(Kind.TEXT_OR_NUMBER, required, 1)


def anything(*, required: bool = False) -> Shape:
    return Shape(Kind.ANYTHING, required)


def obj(fields: dict[str, Shape], *, required: bool = False, open: bool = False) -> Shape:  # noqa: A002
    """An object with these properties and no others."""
    return Shape(Kind.OBJECT, required, fields=fields, open=open)


def many(item: Shape, least: int = 0, most: int | None = None, *, required: bool = False) -> Shape:
    """A list of `least` to `most` items."""
    return Shape(Kind.LIST, required, least, most, item=item)


def fits(document: Json, shape: Shape, *, strangers: bool = False) -> bool:
    """Whether the document is exactly as the shape asks; with `strangers` it may have more properties.

    No is no proof: capitals in a choice say no too.
    """
    try:
        msgspec.convert(document, _strict(shape, strangers))
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


@functools.cache
def _strict(shape: Shape, strangers: bool) -> Any:
    """The msgspec type of a shape."""
    match shape.kind:
        case Kind.TEXT if shape.choices:
            return Literal[shape.choices]
        case Kind.TEXT:
            return Annotated[str, Meta(min_length=shape.least, max_length=shape.most)]
        case Kind.FLAG:
            return bool
        case Kind.NUMBER:
            return float
        case Kind.WHOLE:
            return int if shape.most is None else Annotated[int, Meta(ge=shape.least, le=shape.most)]
        case Kind.TEXT_OR_NUMBER:
            return Union[Annotated[str, Meta(min_length=shape.least)], int, float]  # noqa: UP007
        case Kind.LIST:
            item = _strict(shape.item, strangers) if shape.item else Any
            return Annotated[list[item], Meta(min_length=shape.least, max_length=shape.most)]  # type: ignore[valid-type]
        case Kind.OBJECT:
            return _struct(shape, strangers)
    return Any


def _struct(shape: Shape, strangers: bool) -> Any:
    required, optional, names = [], [], {}
    for place, (name, inner) in enumerate(shape.fields.items()):
        own = f"f{place}"
        names[own] = name
        if inner.required:
            required.append((own, _strict(inner, strangers)))
        else:
            optional.append((own, Union[_strict(inner, strangers), UnsetType], UNSET))  # noqa: UP007
    forbid = not (shape.open or strangers)
    return msgspec.defstruct("Strict", [*required, *optional], rename=names, forbid_unknown_fields=forbid)


def unknown(document: Json, shape: Shape) -> list[Path]:
    """Only the properties that the shape does not know: a fifth of the time that `problems` takes."""
    found: list[Path] = []
    _strangers(document, shape, None, found)
    return found


def _strangers(value: Json, shape: Shape, place: _Place, found: list[Path]) -> None:
    if type(value) is dict:
        only = shape.closed_to
        if only is not None and not only.issuperset(value):
            found.extend(_path((place, name)) for name in value if name not in only)
        for name, inner in shape.nested:
            if name in value:
                _strangers(value[name], inner, (place, name), found)
    elif shape.item is not None and type(value) is list:
        only = shape.item.closed_to
        for n, item in enumerate(value):
            # Most items hold nothing but texts, and are as they should be.
            if shape.item.nested or only is None or type(item) is not dict or not only.issuperset(item):
                _strangers(item, shape.item, (place, n), found)


_Place = tuple["_Place", str | int] | None
"""A path from its end: nearly all are walked and never asked for."""


def _path(place: _Place) -> Path:
    keys: list[str | int] = []
    while place is not None:
        place, key = place
        keys.append(key)
    return tuple(reversed(keys))


def problems(document: Json, shape: Shape) -> list[Problem]:
    """Everything that is wrong with the document, from the top down."""
    found: list[Problem] = []
    _walk(document, shape, (), found)
    return found


def _walk(value: Json, shape: Shape, path: Path, found: list[Problem]) -> None:
    # One list for the whole walk: generators inside generators cost four times as much.
    kind = shape.kind
    if kind is Kind.ANYTHING:
        return
    if type(value) not in _TYPES[kind]:
        found.append(Problem(path, Wrong.NULL if value is None else Wrong.KIND, shape))
    elif kind is Kind.OBJECT:
        _walk_object(value, shape, path, found)
    elif kind is Kind.LIST:
        if len(value) < shape.least or (shape.most is not None and len(value) > shape.most):
            found.append(Problem(path, Wrong.COUNT, shape))
        if shape.item is not None:
            for place, item in enumerate(value):
                _walk(item, shape.item, (*path, place), found)
    elif kind is Kind.WHOLE:
        if shape.most is not None and not shape.least <= value <= shape.most:
            found.append(Problem(path, Wrong.RANGE, shape))
    elif type(value) is str:
        wrong = _of_text(value, shape)
        if wrong is not None:
            found.append(Problem(path, wrong, shape))


_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.FLAG: (bool,),
    Kind.NUMBER: (int, float),
    Kind.WHOLE: (int,),
    Kind.TEXT_OR_NUMBER: (str, int, float),
    Kind.OBJECT: (dict,),
    Kind.LIST: (list,),
}


def _walk_object(value: dict[str, Json], shape: Shape, path: Path, found: list[Problem]) -> None:
    fields = shape.fields
    for name in shape.needed:
        if name not in value:
            found.append(Problem((*path, name), Wrong.MISSING, fields[name]))
    for name, inner in value.items():
        known = fields.get(name)
        if known is not None:
            _walk(inner, known, (*path, name), found)
        elif not shape.open:
            found.append(Problem((*path, name), Wrong.UNKNOWN, shape))


def _of_text(value: str, shape: Shape) -> Wrong | None:
    if shape.choices:
        known = value in shape.choices or value.lower() in (c.lower() for c in shape.choices)
        return None if known else Wrong.CHOICE
    if len(value) < shape.least:
        return Wrong.EMPTY
    return Wrong.LONG if shape.most is not None and len(value) > shape.most else None
