"""Finds every difference, refuses unfinished ones, and lines their rules up by document kind."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from wamigrate.differences.difference import Difference, Direction, Rule, Surface
from wamigrate.differences.explanation import Explanation, explanation

__all__ = ["PACKAGE", "Registry", "Row", "load"]

PACKAGE = "wamigrate.differences"
Row = tuple[Difference, Rule]


class Registry:
    """All differences, by name; and for each kind of document its rules, in order."""

    def __init__(self, packages: Iterable[str] = (PACKAGE,)) -> None:
        self._found: dict[str, Difference] = {}
        self._explained: dict[str, Explanation] = {}
        for package in packages:
            for module in _modules(package):
                self._add(module)
        self._rows: dict[tuple[Surface, Direction, str], tuple[Row, ...]] = {}

    def __iter__(self) -> Iterator[Difference]:
        """In the order in which rules are asked: surface, phase, name."""
        return iter(sorted(self._found.values(), key=_order))

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def get(self, name: str) -> Difference | None:
        return self._found.get(name)

    def names(self) -> list[str]:
        return sorted(self._found)

    def explain(self, difference: Difference) -> Explanation:
        return self._explained[difference.name]

    def rules(self, surface: Surface, direction: Direction, kind: str) -> tuple[Row, ...]:
        """The rules for one kind of document, in order."""
        key = (surface, direction, kind)
        rows = self._rows.get(key)
        if rows is None:
            fitting = (d for d in self if d.surface is surface and direction in d.rules)
            rows = tuple((d, d.rules[direction]) for d in fitting if not d.types or kind in d.types)
            if len(self._rows) < MOST_KINDS:
                self._rows[key] = rows
        return rows

    def _add(self, module: ModuleType) -> None:
        difference = getattr(module, "difference", None)
        if not isinstance(difference, Difference):
            return
        name = difference.name
        if name in self._found:
            raise TypeError(f"there are two differences named {name}")
        self._explained[name] = explanation(module.__doc__, name)
        _refuse_unshown(difference)
        self._found[name] = difference


MOST_KINDS = 1000
"""The kind comes from the payload's `type`: whoever makes types up must not fill the memory."""


def _modules(package: str) -> Iterator[ModuleType]:
    home = importlib.import_module(package)
    for found in sorted(pkgutil.iter_modules(home.__path__), key=lambda m: m.name):
        yield importlib.import_module(f"{package}.{found.name}")


def _refuse_unshown(difference: Difference) -> None:
    """A difference without a pair, or a rule that no pair shows, is not finished."""
    name = difference.name
    if difference.surface is Surface.NUMBER:
        if difference.rules:
            raise TypeError(f"{name} is about a number as a whole: it has no rules")
        return
    if not difference.pairs:
        raise TypeError(f"{name} has no pair that shows it")
    for direction in difference.rules:
        if not difference.pairs_for(direction):
            raise TypeError(f"{name} has a rule {direction} that no pair shows")


def _order(difference: Difference) -> tuple[int, int, str]:
    return list(Surface).index(difference.surface), difference.phase, difference.name


@functools.cache
def load() -> Registry:
    """The differences that wamigrate ships."""
    return Registry()
