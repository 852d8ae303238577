"""P04"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.host_platform import check

pytestmark = pytest.mark.anyio


async def test_a_number_on_onprem_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Meta says ON_PREMISE.")


async def test_the_other_name_of_the_field_is_read_too(world: World) -> None:
    world.cloud.override("phone_number", platform_type=None, host_platform="ON_PREMISE")
    assert (await world.verdict(check)).level is Level.OK


async def test_a_number_on_cloud_is_skipped_with_the_way_to_go_on(world: World) -> None:
    world.cloud.override("phone_number", platform_type="CLOUD_API")
    verdict = await world.verdict(check)
    assert verdict.level is Level.SKIP
    assert "wamigrate migrate main --execute" in verdict.todo


async def test_a_number_on_cloud_that_is_not_connected_warns(world: World) -> None:
    world.cloud.override("phone_number", platform_type="CLOUD_API", status="DISCONNECTED")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "DISCONNECTED" in verdict.seen


async def test_a_number_of_the_business_app_blocks(world: World) -> None:
    world.cloud.override("phone_number", is_on_biz_app=True)
    assert (await world.verdict(check)).level is Level.ERROR


@pytest.mark.parametrize(
    ("path", "level"), [("A", Level.ERROR), ("B", Level.WARN), ("C", Level.INFO), ("D", Level.INFO)]
)
async def test_a_number_on_neither_side_blocks_where_onprem_should_be(
    world: World, path: str, level: Level
) -> None:
    world.cloud.override("phone_number", platform_type="NOT_APPLICABLE")
    assert (await world.verdict(check, path=path)).level is level
