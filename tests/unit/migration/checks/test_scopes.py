"""P02"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.scopes import check

pytestmark = pytest.mark.anyio


async def test_both_permissions_for_this_waba_are_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "The token holds both permissions for WABA 102290129340398.",
    )


@pytest.mark.parametrize("granular", [None, [], [{"scope": "whatsapp_business_management"}]])
async def test_no_list_of_wabas_means_all_of_them(world: World, granular: object) -> None:
    world.cloud.override("debug_token", granular_scopes=granular)
    assert (await world.verdict(check)).level is Level.OK


async def test_a_missing_permission_blocks_and_is_named(world: World) -> None:
    world.cloud.override("debug_token", scopes=["whatsapp_business_management"])
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "The token lacks whatsapp_business_messaging.")


async def test_a_token_for_other_wabas_blocks(world: World) -> None:
    world.cloud.override(
        "debug_token", granular_scopes=[{"scope": "whatsapp_business_messaging", "target_ids": ["7"]}]
    )
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "The token's whatsapp_business_messaging does not cover WABA 102290129340398."


async def test_what_only_the_app_may_read_warns_without_its_secret(world: World) -> None:
    world.change_graph(app_secret=None)
    world.cloud.errors["debug_token"] = cloud_error(100)
    assert (await world.verdict(check)).level is Level.WARN
