"""P32"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.ownership import check

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("kind", ["SELF", "CLIENT_OWNED", "self"])
async def test_an_owned_waba_is_fine(world: World, kind: str) -> None:
    world.cloud.override("waba", ownership_type=kind)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, f"The WABA is {kind}.")


async def test_a_waba_held_on_behalf_of_somebody_warns(world: World) -> None:
    world.cloud.override("waba", ownership_type="ON_BEHALF_OF")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "support ticket" in verdict.todo


async def test_what_meta_does_not_tell_is_no_obstacle(world: World) -> None:
    world.cloud.override("waba", ownership_type=None)
    assert (await world.verdict(check)).level is Level.INFO
