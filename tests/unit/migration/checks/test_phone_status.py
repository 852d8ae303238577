"""P05"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.phone_status import check

pytestmark = pytest.mark.anyio


async def test_a_connected_live_number_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Meta says the number is CONNECTED.")


@pytest.mark.parametrize("status", ["BANNED", "FLAGGED", "RESTRICTED"])
async def test_a_sanctioned_number_blocks(world: World, status: str) -> None:
    world.cloud.override("phone_number", status=status)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, f"Meta says the number is {status}.")
    assert "Business Support Home" in verdict.todo


@pytest.mark.parametrize("status", ["DELETED", "MIGRATED"])
async def test_a_number_that_is_gone_blocks(world: World, status: str) -> None:
    world.cloud.override("phone_number", status=status)
    assert (await world.verdict(check)).level is Level.ERROR


@pytest.mark.parametrize("status", ["DISCONNECTED", "PENDING", "RATE_LIMITED", "SOMETHING_NEW"])
async def test_any_other_status_warns(world: World, status: str) -> None:
    world.cloud.override("phone_number", status=status)
    assert (await world.verdict(check)).level is Level.WARN


async def test_a_disconnected_number_is_expected_without_a_deployment(world: World) -> None:
    world.cloud.override("phone_number", status="DISCONNECTED")
    assert (await world.verdict(check, path="C")).level is Level.INFO


async def test_a_sandbox_number_blocks(world: World) -> None:
    world.cloud.override("phone_number", account_mode="SANDBOX")
    assert (await world.verdict(check)).level is Level.ERROR


async def test_an_unknown_account_mode_warns(world: World) -> None:
    world.cloud.override("phone_number", account_mode=None)
    assert (await world.verdict(check)).level is Level.WARN


async def test_a_red_quality_rating_warns(world: World) -> None:
    world.cloud.override("phone_number", quality_rating="RED")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "RED" in verdict.seen
