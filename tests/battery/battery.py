"""What every pair of every difference must show, as functions for any registry."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Direction, Level, Pair
from wamigrate.differences.registry import Registry
from wamigrate.differences.samples import facts_of
from wamigrate.differences.translate import Translation, Translator

__all__ = ["Case", "cases", "left_alone", "round_trip", "shown", "translated"]

Case = tuple[Difference, Direction, Pair]


def cases(registry: Registry) -> Iterator[Case]:
    """Each pair of each difference, in each direction that it shows."""
    for difference in registry:
        for direction in Direction:
            for pair in difference.pairs_for(direction):
                yield difference, direction, pair


def sides(direction: Direction, pair: Pair) -> tuple[Json, Json]:
    """What goes in, and what must come out."""
    ends = (pair.onprem, pair.cloud)
    return copy.deepcopy(ends if direction is Direction.TO_CLOUD else ends[::-1])


def run(registry: Registry, case: Case, payload: Json) -> Translation:
    difference, direction, pair = case
    kind = pair.kind or (difference.types[0] if difference.types else None)
    named = kind if difference.surface.value in ("response", "endpoint") else pair.kind
    translator = Translator(registry, unsafe=pair.unsafe)
    facts = facts_of(difference.surface, pair)
    return translator.translate(difference.surface, direction, copy.deepcopy(payload), facts, kind=named)


def translated(registry: Registry, case: Case) -> None:
    """The left side becomes the right one, and the difference says so; or it stands as refused."""
    difference, direction, pair = case
    left, right = sides(direction, pair)
    done = run(registry, case, left)
    own = [f for f in done.findings if f.difference is difference]
    assert own, "the difference found nothing"
    if right is None and direction is Direction.TO_CLOUD:
        assert [f for f in own if not f.applied], "a person must decide, but nothing is left to decide"
    else:
        assert right == done.payload
        assert any(f.applied for f in own) or all(f.level is not Level.REFUSED for f in own)


def left_alone(registry: Registry, case: Case) -> None:
    """What is right already stays as it is, and nothing more is refused or changed."""
    _, right = sides(case[1], case[2])
    if right is None:
        return
    done = run(registry, case, right)
    assert right == done.payload
    assert [f.difference.name for f in done.findings if f.applied] == []


def round_trip(registry: Registry, case: Case) -> None:
    """There and back again, where the pair counts for both directions."""
    difference, direction, pair = case
    if pair.only is not None or len(difference.rules) < 2 or None in (pair.onprem, pair.cloud):
        return
    left, _ = sides(direction, pair)
    there = run(registry, case, left).payload
    back = next(d for d in Direction if d is not direction)
    assert left == run(registry, (difference, back, pair), there).payload


def shown(registry: Registry) -> list[str]:
    """Differences with a rule that no pair shows: refused at import already."""
    return [d.name for d in registry if d.rules and not all(d.pairs_for(way) for way in d.rules)]
