"""From a request's path to the number it is for. What could mean two things is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import unquote

from wamigrate.bridge.refusals import Refused

__all__ = ["RESERVED", "check", "segments", "split"]

T = TypeVar("T")
RESERVED = frozenset({"bridge", "metrics", "v1", "webhooks"})
"""First parts of paths that are no number's name."""


def split(path: str, numbers: Mapping[str, T], first: T | None) -> tuple[T, str] | None:
    """The number, and what is asked of it; None where the path names no number."""
    if path.startswith("/v1/") or path.rstrip("/") in ("/metrics", "/v1"):
        return (first, path) if first is not None else None
    name, slash, rest = path[1:].partition("/")
    found = numbers.get(name)
    return (found, slash + rest) if found is not None else None


def check(path: str) -> None:
    """Refused for a path that another server could read as another one."""
    if "%" not in path and "/." not in path and "//" not in path and "\\" not in path:
        return
    plain = unquote(unquote(path)).replace("\\", "/")
    if any(part in (".", "..") for part in plain.split("/")) or not plain.isprintable():
        raise Refused(1006, "Unknown path", status=404)
    if "//" in path:
        raise Refused(1006, "Unknown path", status=404)


def segments(path: str) -> list[str]:
    """The parts of a path. A trailing slash means nothing; what is escaped in a part stays in it."""
    return [unquote(part) for part in path.rstrip("/").split("/")]
