"""Messages near the real ones: what pairs show, spoiled a little, from a seed."""

from __future__ import annotations

import copy
import functools
import random
from collections.abc import Iterator
from typing import Any

from wamigrate.core.payload import Json, Path, dig
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.registry import load

__all__ = ["any_json", "near_send"]

STRANGE: tuple[Json, ...] = (
    None,
    True,
    0,
    7,
    -1.5,
    10**30,
    10**400,
    "",
    " ",
    "x",
    "x" * 5000,
    [],
    {},
    [None],
    {"a": 1},
)
KEYS = (
    "type", "to", "text", "image", "link", "id", "caption", "provider", "header", "namespace", "ttl", "title",
    "status", "context", "preview_url", "hsm", "voice", "parameters", "index", "contacts", "tag", "",
)  # fmt: skip


def any_json(dice: random.Random, depth: int = 4) -> Json:
    """Anything at all, with keys that mean something here and there."""
    if depth == 0 or dice.random() < 0.3:
        return copy.deepcopy(dice.choice(STRANGE))
    if dice.random() < 0.4:
        return [any_json(dice, depth - 1) for _ in range(dice.randrange(3))]
    return {dice.choice(KEYS): any_json(dice, depth - 1) for _ in range(dice.randrange(6))}


def near_send(dice: random.Random) -> Json:
    """A message that a pair shows, with up to three things changed."""
    document = copy.deepcopy(dice.choice(_samples()))
    for _ in range(dice.randrange(4)):
        _spoil(document, dice)
    return document


@functools.cache
def _samples() -> list[Json]:
    sends = [d for d in load() if d.surface is Surface.SEND]
    pairs = [pair for d in sends for pair in d.pairs_for(Direction.TO_CLOUD)]
    return [side for pair in pairs for side in (pair.onprem, pair.cloud) if side is not None]


def _spoil(document: Json, dice: random.Random) -> None:
    path = dice.choice(list(_paths(document)))
    if not path:
        return
    parent: Any = dig(document, *path[:-1])
    key: Any = path[-1]
    match dice.randrange(8):
        case 0:
            del parent[key]
        case 1:
            parent[key] = copy.deepcopy(dice.choice(STRANGE))
        case 2:
            parent[key] = any_json(dice, 2)
        case 3 if isinstance(parent[key], str):
            parent[key] = dice.choice([parent[key].upper(), f" {parent[key]} ", parent[key] * 300, "\n"])
        case 4 if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        case 5 if isinstance(parent[key], dict):
            parent[key][dice.choice(KEYS)] = any_json(dice, 1)
        case 6:
            parent[key] = [parent[key]] if dice.random() < 0.5 else {"id": parent[key]}
        case _:
            document[dice.choice(KEYS)] = any_json(dice, 2)


def _paths(value: Json, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _paths(inner, (*path, place))
