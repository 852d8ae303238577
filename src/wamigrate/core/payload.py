"""JSON values as they go over the wire."""

from __future__ import annotations

from typing import Any

__all__ = ["Json", "JsonObject", "dig"]

Json = Any
JsonObject = dict[str, Any]


def dig(value: Json, *path: str | int, default: Json = None) -> Json:
    """The value at `path`, or `default` where the path leaves the document."""
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key, default)
        elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return default
    return value
