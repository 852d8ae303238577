"""Objects that know each other, as JSON and back.

Every dataclass of the simulators becomes an entry of a table, and whoever knows it names the entry: so a
number and its WABA stay one pair, however often they are met. Reading back goes by the types of the fields,
makes nothing but classes of `wamigrate.sim`, and believes no value that does not fit.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import dataclasses
import functools
import random
import sys
import types
import typing
from collections import deque
from enum import Enum
from typing import Any

import msgspec

from wamigrate.core.payload import JsonObject

__all__ = ["Misfit", "Reader", "Writer"]

PACKAGE = "wamigrate.sim."
REF, CLASS = "#", "@"


class Misfit(Exception):
    """The document does not fit; the text says where."""


def _classes() -> dict[str, type]:
    """The dataclasses of the simulators, by module and name."""
    found = {}
    for module in [m for name, m in sys.modules.items() if name.startswith(PACKAGE) and m is not None]:
        for value in list(vars(module).values()):
            if isinstance(value, type) and dataclasses.is_dataclass(value):
                found[_name(value)] = value
    return found


def _name(cls: type) -> str:
    return f"{cls.__module__.removeprefix(PACKAGE)}.{cls.__qualname__}"


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    """The types of a class's fields, those included that are imported for type checkers only."""
    plain = {c.__name__: c for c in _classes().values()}
    own = dict(vars(sys.modules[cls.__module__]))
    return typing.get_type_hints(cls, globalns={**plain, **own})


class Writer:
    """Turns values into JSON; what they know is in `objects` afterwards."""

    def __init__(self) -> None:
        self.objects: dict[str, JsonObject] = {}
        self._ids: dict[int, str] = {}
        self._todo: deque[Any] = deque()

    def write(self, value: Any) -> Any:
        """One value; the objects that it knows are written down as well."""
        found = self._value(value)
        while self._todo:
            known = self._todo.popleft()
            shown = {f.name: self._value(getattr(known, f.name)) for f in dataclasses.fields(known)}
            self.objects[self._ids[id(known)]] = {CLASS: _name(type(known)), **shown}
        return found

    def _value(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float | str):
            return value.value if isinstance(value, Enum) else value
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        if isinstance(value, dict):
            if all(isinstance(key, str) for key in value):
                return {key: self._value(item) for key, item in value.items()}
            return [[self._value(key), self._value(item)] for key, item in value.items()]
        if isinstance(value, list | tuple | deque):
            return [self._value(item) for item in value]
        if isinstance(value, set | frozenset):
            return sorted(self._value(item) for item in value)
        if isinstance(value, random.Random):
            return self._value(value.getstate())
        if isinstance(value, msgspec.Struct):
            return msgspec.to_builtins(value)
        return self._reference(value)

    def _reference(self, value: Any) -> JsonObject:
        key = self._ids.get(id(value))
        if key is None:
            key = self._ids[id(value)] = str(len(self._ids) + 1)
            self._todo.append(value)
        return {REF: key}


class Reader:
    """Turns JSON back into values of given types."""

    def __init__(self, objects: Any) -> None:
        if not isinstance(objects, dict):
            raise Misfit("objects must be an object")
        classes = _classes()
        self._made: dict[str, Any] = {}
        for key, shown in objects.items():
            cls = classes.get(str(shown.get(CLASS))) if isinstance(shown, dict) else None
            if cls is None:
                raise Misfit(f"objects.{key} is of a class that is not known")
            self._made[key] = object.__new__(cls)
        for key, made in self._made.items():
            self._fill(key, made, objects[key])

    def read(self, hint: Any, value: Any, where: str) -> Any:
        """The value as that type; Misfit says at which place it does not fit."""
        if hint is Any:
            return value
        origin = typing.get_origin(hint) or hint
        if origin in (typing.Union, types.UnionType):
            return self._one_of(typing.get_args(hint), value, where)
        reader = READERS.get(origin)
        if reader is not None:
            return reader(self, hint, value, where)
        if origin is typing.Literal:
            return value if value in typing.get_args(hint) else _misfit(where, hint)
        if isinstance(origin, type) and issubclass(origin, msgspec.Struct | Enum):
            return _converted(origin, value, where)
        if isinstance(origin, type) and issubclass(origin, tuple):
            kinds = typing.get_type_hints(origin)
            return origin(*self._items(list(kinds.values()), value, where))
        if isinstance(origin, type) and origin in (bool, int, float, str, type(None)):
            return _converted(origin, value, where)
        return self._known(origin, value, where)

    def _fill(self, key: str, made: Any, shown: JsonObject) -> None:
        cls: type = type(made)
        hints = _hints(cls)
        for field in dataclasses.fields(made):
            where = f"objects.{key}.{field.name}"
            if field.name not in shown:
                raise Misfit(f"{where} is missing")
            object.__setattr__(made, field.name, self.read(hints[field.name], shown[field.name], where))

    def _known(self, cls: Any, value: Any, where: str) -> Any:
        found = self._made.get(str(value.get(REF))) if isinstance(value, dict) else None
        fits = not dataclasses.is_dataclass(cls) or type(found) is cls
        if found is None or not fits:
            _misfit(where, cls)
        return found

    def _one_of(self, hints: tuple[Any, ...], value: Any, where: str) -> Any:
        if value is None and type(None) in hints:
            return None
        for hint in hints:
            with contextlib.suppress(Misfit):
                return self.read(hint, value, where)
        raise Misfit(f"{where} must be {' or '.join(getattr(h, '__name__', str(h)) for h in hints)}")

    def _items(self, hints: list[Any], value: Any, where: str) -> list[Any]:
        if not isinstance(value, list) or len(value) != len(hints):
            raise Misfit(f"{where} must be a list of {len(hints)}")
        pairs = zip(hints, value, strict=True)
        return [self.read(hint, item, f"{where}[{n}]") for n, (hint, item) in enumerate(pairs)]

    def _sequence(self, hint: Any, value: Any, where: str) -> Any:
        if not isinstance(value, list):
            _misfit(where, hint)
        origin, args = typing.get_origin(hint) or hint, typing.get_args(hint) or (Any,)
        if origin is tuple and args[-1] is not Ellipsis:
            return tuple(self._items(list(args), value, where))
        return origin(self.read(args[0], item, f"{where}[{n}]") for n, item in enumerate(value))

    def _mapping(self, hint: Any, value: Any, where: str) -> Any:
        key_hint, item_hint = typing.get_args(hint) or (str, Any)
        pairs = value.items() if isinstance(value, dict) else value
        if not isinstance(value, dict | list) or not all(
            isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
        ):
            _misfit(where, hint)
        return {
            self.read(key_hint, key, where): self.read(item_hint, item, f"{where}.{key}")
            for key, item in pairs
        }

    def _bytes(self, hint: Any, value: Any, where: str) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, ValueError, binascii.Error):
            raise Misfit(f"{where} must be base64") from None

    def _random(self, hint: Any, value: Any, where: str) -> random.Random:
        found = random.Random()  # noqa: S311 - chance of faults
        try:
            found.setstate((value[0], tuple(value[1]), value[2]))
        except (TypeError, ValueError, IndexError, OverflowError):
            raise Misfit(f"{where} is no state of a generator") from None
        return found


READERS: dict[Any, Any] = {
    list: Reader._sequence,
    tuple: Reader._sequence,
    set: Reader._sequence,
    dict: Reader._mapping,
    deque: lambda self, hint, value, where: deque(Reader._sequence(self, hint, value, where), 10_000),
    bytes: Reader._bytes,
    random.Random: Reader._random,
}


def _converted(kind: Any, value: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Misfit(f"{where}: {str(error).replace('`', chr(39))}") from None


def _misfit(where: str, kind: Any) -> typing.NoReturn:
    raise Misfit(f"{where} must be {getattr(kind, '__name__', kind)}")
