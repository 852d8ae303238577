"""P29"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.pin_owner import check

pytestmark = pytest.mark.anyio


async def test_a_pin_of_your_own_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The PIN is your own.")


async def test_an_owner_who_has_agreed_is_fine(world: World) -> None:
    world.answers |= {"pin_owner": "someone-else", "pin_owner_agreed": True}
    assert (await world.verdict(check)).level is Level.OK


async def test_an_owner_who_has_not_agreed_blocks(world: World) -> None:
    world.answers |= {"pin_owner": "someone-else", "pin_owner_agreed": False}
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "switch two-step verification off" in verdict.todo


async def test_an_owner_of_whom_nothing_is_known_warns(world: World) -> None:
    world.answers["pin_owner"] = "someone-else"
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "pin_owner_agreed = true" in verdict.todo


async def test_unanswered_it_warns(world: World) -> None:
    world.forget("pin_owner")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert 'pin_owner = "us"' in verdict.todo
