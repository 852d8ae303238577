"""P17"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.register_budget import check

pytestmark = pytest.mark.anyio


async def test_no_attempt_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "No register call in the last 72 h.")


@pytest.mark.parametrize(
    ("attempts", "level"), [(1, Level.INFO), (2, Level.INFO), (3, Level.ERROR), (9, Level.ERROR)]
)
async def test_three_attempts_are_the_limit(world: World, attempts: int, level: Level) -> None:
    verdict = await world.verdict(check, attempts=attempts)
    assert verdict.level is level
    assert verdict.seen.startswith(f"{attempts} register call(s)")
