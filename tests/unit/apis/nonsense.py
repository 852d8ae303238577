"""Any JSON, and documents that are bent a little, drawn from a seed."""

from __future__ import annotations

import copy
from random import Random

from wamigrate.core.payload import Json

__all__ = ["bent", "nonsense"]

SCALARS: tuple[Json, ...] = (None, True, 0, -1, 1.5, "", " ", "x", "12", "wamid.X", 10**13)
KEYS = (
    "messages",
    "statuses",
    "errors",
    "contacts",
    "entry",
    "type",
    "text",
    "id",
    "from",
    "audio",
    "code",
    "?",
)


def nonsense(chance: Random, depth: int = 3) -> Json:
    """A JSON value; its keys are some that the APIs use, so that rules look at them."""
    kind = chance.random()
    if depth == 0 or kind < 0.3:
        return chance.choice(SCALARS)
    if kind < 0.5:
        return [nonsense(chance, depth - 1) for _ in range(chance.randrange(3))]
    return {k: nonsense(chance, depth - 1) for k in chance.sample(KEYS, chance.randrange(5))}


def bent(document: Json, chance: Random, times: int = 2) -> Json:
    """A copy in which a few values are something else, or missing."""
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, times)):
        where = chance.choice([*containers(document)] or [document])
        if isinstance(where, dict) and where:
            key = chance.choice(sorted(where, key=str))
            if chance.random() < 0.3:
                del where[key]
            else:
                where[key] = nonsense(chance, 2)
        elif isinstance(where, list) and where:
            where[chance.randrange(len(where))] = nonsense(chance, 2)
    return document


def containers(value: Json) -> list[Json]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [value] if isinstance(value, dict | list) else []
    return found + [c for v in inner for c in containers(v)]
