"""PHP's way to put arrays into forms and query strings: `websites[]=a`, `fields[0]=x`, `backup[data]=y`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wamigrate.core.payload import JsonObject

__all__ = ["gather"]

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
PART = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 8


def gather(pairs: Iterable[tuple[str, Any]]) -> JsonObject:
    """Names and values as one object; of a plain name that is repeated, the last value counts."""
    found: JsonObject = {}
    folded = False
    for name, value in pairs:
        match = NAME.fullmatch(name) if "[" in name else None
        if match is None:
            found[name] = value
        else:
            folded = True
            _put(found, [match[1], *PART.findall(match[2])][:DEEPEST], value)
    return {name: _listed(value) for name, value in found.items()} if folded else found


def _put(into: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = into.setdefault(key or str(len(into)), {})
        if not isinstance(inner, dict):
            return
        into = inner
    into[keys[-1] or str(len(into))] = value


def _listed(value: Any) -> Any:
    """An object whose keys count from 0 is a list."""
    if not isinstance(value, dict):
        return value
    inner = {k: _listed(v) for k, v in value.items()}
    return list(inner.values()) if inner and list(inner) == [str(n) for n in range(len(inner))] else inner
