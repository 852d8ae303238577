"""Every pair of every difference, one battery."""

from __future__ import annotations

import pytest

from tests.battery import battery
from tests.battery.battery import Case, cases
from wamigrate.differences.registry import load

CASES = [pytest.param(case, id=f"{case[0].name}-{case[1]}-{case[2].title}") for case in cases(load())]


@pytest.mark.parametrize("case", CASES)
def test_the_left_side_becomes_the_right_side(case: Case) -> None:
    battery.translated(load(), case)


@pytest.mark.parametrize("case", CASES)
def test_what_is_right_already_is_left_alone(case: Case) -> None:
    battery.left_alone(load(), case)


@pytest.mark.parametrize("case", CASES)
def test_there_and_back_again_is_the_same(case: Case) -> None:
    battery.round_trip(load(), case)
