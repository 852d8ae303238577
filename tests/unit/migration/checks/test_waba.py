"""P07"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.waba import check

pytestmark = pytest.mark.anyio


async def test_an_approved_waba_of_a_verified_business_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "WABA 'Acme' is approved, its business verified.")


@pytest.mark.parametrize("status", ["PENDING", "REJECTED", None])
async def test_a_waba_that_is_not_approved_blocks(world: World, status: str | None) -> None:
    world.cloud.override("waba", account_review_status=status)
    assert (await world.verdict(check)).level is Level.ERROR


@pytest.mark.parametrize("status", ["not_verified", "pending", None])
async def test_an_unverified_business_warns(world: World, status: str | None) -> None:
    world.cloud.override("waba", business_verification_status=status)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "not verified" in verdict.seen


async def test_spelling_in_capitals_is_read_too(world: World) -> None:
    world.cloud.override("waba", business_verification_status="VERIFIED", account_review_status="approved")
    assert (await world.verdict(check)).level is Level.OK
