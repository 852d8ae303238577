"""P20"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.data_residency import check

pytestmark = pytest.mark.anyio


def stored(region: str) -> dict[str, object]:
    return {"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": region}


async def test_no_local_storage_wanted_and_none_set_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "No local storage is wanted, and none is set.")


async def test_the_wanted_region_is_fine(world: World) -> None:
    world.answers["data_residency"] = "BR"
    world.cloud.override("settings", storage_configuration=stored("BR"))
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Stored in BR, as wanted.")


async def test_a_region_that_was_switched_off_counts_as_none(world: World) -> None:
    off = {"status": "IN_COUNTRY_STORAGE_DISABLED", "data_localization_region": "BR"}
    world.cloud.override("settings", storage_configuration=off)
    assert (await world.verdict(check)).level is Level.OK


async def test_unanswered_it_warns(world: World) -> None:
    world.forget("data_residency")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert 'answers = { data_residency = "none" }' in verdict.todo


@pytest.mark.parametrize(("wanted", "there"), [("IN", None), ("none", "BR"), ("IN", "BR")])
async def test_another_storage_than_wanted_warns_with_the_call_to_make(
    world: World, wanted: str, there: str | None
) -> None:
    world.answers["data_residency"] = wanted
    if there:
        world.cloud.override("settings", storage_configuration=stored(there))
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo.startswith("Before the window: POST /106540352242922/settings {")


async def test_settings_that_cannot_be_read_warn(world: World) -> None:
    world.cloud.errors["settings"] = cloud_error(10)
    assert (await world.verdict(check)).level is Level.WARN
