"""Every pair about a send, put to both simulators, which know nothing of the rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.battery.battery import Case, cases, run
from tests.battery.sends import Sides, world
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.registry import load
from wamigrate.sim.testing import running_simulator

CASES = [case for case in cases(load()) if case[0].surface is Surface.SEND]
NUMBERED = [
    pytest.param(n, id=f"{difference.name}-{pair.title}") for n, (difference, _, pair) in enumerate(CASES)
]
ACCEPTED = (200, 201)
LATER = ("blocked-media-host", "onprem-message-id")
"""Cloud API accepts these and fails afterwards, when it fetches the medium or looks for the message."""
UNCERTAIN = ("extra-content", "group-recipient")
"""No document says whether Cloud API refuses these at once; the rule is on the safe side."""


@pytest.fixture(scope="module")
def sides() -> Iterator[Sides]:
    with running_simulator(world(CASES)) as simulator:
        yield Sides(simulator)


@pytest.mark.parametrize("number", NUMBERED)
def test_on_premises_accepts_the_left_side(sides: Sides, number: int) -> None:
    """Or refuses it, and the finding has an error of On-Premises for that."""
    _, _, pair = CASES[number]
    answer = sides.onprem(pair.onprem, f"pair_{number}")
    assert answer.status in ACCEPTED or _codes(CASES[number]), answer.body


@pytest.mark.parametrize("number", NUMBERED)
def test_cloud_accepts_the_right_side(sides: Sides, number: int) -> None:
    _, _, pair = CASES[number]
    if pair.cloud is not None:
        answer = sides.cloud(pair.cloud, f"pair_{number}")
        assert answer.status in ACCEPTED, answer.body


@pytest.mark.parametrize("number", NUMBERED)
def test_cloud_refuses_the_left_side_where_the_difference_says_so(sides: Sides, number: int) -> None:
    difference, _, pair = CASES[number]
    if difference.name in LATER + UNCERTAIN or not _is_refused(CASES[number]):
        return
    answer = sides.cloud(pair.onprem, f"pair_{number}")
    assert answer.status not in ACCEPTED


def _codes(case: Case) -> list[int]:
    own = [f.finding.code for f in run(load(), case, case[2].onprem).findings if f.difference is case[0]]
    return [code for code in own if code is not None]


def _is_refused(case: Case) -> bool:
    difference, direction, pair = case
    assert direction is Direction.TO_CLOUD
    found = run(load(), case, pair.onprem).findings
    return any(f.difference is difference and f.level is Level.REFUSED for f in found)
