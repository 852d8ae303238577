"""P30"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.app_live import check

pytestmark = pytest.mark.anyio


async def test_a_live_app_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The app is in Live mode.")


async def test_an_app_in_development_mode_warns(world: World) -> None:
    world.answers["app_live"] = False
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "App Dashboard" in verdict.todo


async def test_unanswered_it_warns(world: World) -> None:
    world.forget("app_live")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "app_live = true" in verdict.todo
