"""P26"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.app_review import check

pytestmark = pytest.mark.anyio


async def test_a_reviewed_app_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "The app has advanced access for both WhatsApp permissions.",
    )


@pytest.mark.parametrize("keys", [("role",), ("app_review",), ("role", "app_review")])
async def test_unanswered_it_warns_and_asks_what_is_open(world: World, keys: tuple[str, ...]) -> None:
    world.answers["app_review"] = False
    world.forget(*keys)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert all(f"{key} = " in verdict.todo for key in keys)


@pytest.mark.parametrize(("role", "level"), [("direct", Level.WARN), ("provider", Level.ERROR)])
async def test_an_unreviewed_app_blocks_only_providers(world: World, role: str, level: Level) -> None:
    world.answers |= {"role": role, "app_review": False}
    verdict = await world.verdict(check)
    assert verdict.level is level
    assert "App Review" in verdict.todo
