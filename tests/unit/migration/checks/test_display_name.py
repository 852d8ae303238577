"""P06"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.display_name import check

pytestmark = pytest.mark.anyio


async def test_an_approved_name_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The display name 'Acme' is approved.")


async def test_a_name_that_needs_no_review_is_fine(world: World) -> None:
    world.cloud.override("phone_number", name_status="AVAILABLE_WITHOUT_REVIEW", new_name_status=None)
    assert (await world.verdict(check)).level is Level.OK


@pytest.mark.parametrize("status", ["PENDING_REVIEW", "DECLINED", "EXPIRED", "NONE", None])
async def test_a_name_that_is_not_approved_blocks(world: World, status: str | None) -> None:
    world.cloud.override("phone_number", name_status=status)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.todo.endswith("wamigrate check main --only display-name")


async def test_a_pending_change_of_the_name_blocks(world: World) -> None:
    world.cloud.override("phone_number", new_name_status="PENDING_REVIEW")
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "A change of the display name is under review.")


@pytest.mark.parametrize(("new", "level"), [("APPROVED", Level.INFO), ("DECLINED", Level.OK)])
async def test_a_decided_change_of_the_name_does_not_block(world: World, new: str, level: Level) -> None:
    world.cloud.override("phone_number", new_name_status=new)
    assert (await world.verdict(check)).level is level
