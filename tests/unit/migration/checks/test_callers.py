"""P25"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.callers import check

pytestmark = pytest.mark.anyio


async def test_known_callers_and_containers_that_stay_stopped_are_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "All callers are known, and the containers will stay stopped.",
    )


async def test_unanswered_it_warns_and_says_how_to_answer(world: World) -> None:
    world.forget("callers_inventoried", "restart_disabled")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "answers = { callers_inventoried = true, restart_disabled = true }" in verdict.todo


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("callers_inventoried", "Not every caller of the deployment is known."),
        ("restart_disabled", "The containers may start again by themselves."),
    ],
)
async def test_a_no_warns_with_what_to_do(world: World, key: str, seen: str) -> None:
    world.answers[key] = "no"
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, seen)


async def test_it_is_skipped_where_the_deployment_is_gone(world: World) -> None:
    assert (await world.verdict(check, path="D")).level is Level.SKIP
