"""A rule that is not asked would have found nothing: what a difference says it needs is true."""

from __future__ import annotations

import copy

import pytest

from tests.battery.battery import cases
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Direction
from wamigrate.differences.documents import seen_in
from wamigrate.differences.facts import NOTHING
from wamigrate.differences.registry import load

PAYLOADS: list[Json] = [side for d, _, pair in cases(load()) for side in (pair.onprem, pair.cloud) if side]
NEEDY = [d for d in load() if d.needs]


def without_each_part(payload: Json) -> list[Json]:
    """The payload, and what is left of it without one of its parts."""
    found = [payload]
    for place in list(payload):
        less = copy.deepcopy(payload)
        del less[place]
        found.append(less)
    return found


@pytest.mark.parametrize("difference", NEEDY, ids=lambda d: d.name)
def test_without_what_it_needs_a_rule_finds_nothing(difference: Difference) -> None:
    for rule in difference.rules.values():
        for payload in PAYLOADS:
            for variant in without_each_part(payload):
                if seen_in(variant).isdisjoint(difference.needs):
                    assert [*rule(variant, NOTHING)] == []


@pytest.mark.parametrize("difference", NEEDY, ids=lambda d: d.name)
def test_what_shows_a_difference_has_what_it_needs(difference: Difference) -> None:
    for way in difference.rules:
        for pair in difference.pairs_for(way):
            source = pair.onprem if way is Direction.TO_CLOUD else pair.cloud
            assert not seen_in(source).isdisjoint(difference.needs)
