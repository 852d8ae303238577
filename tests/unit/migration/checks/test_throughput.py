"""P31"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.throughput import check

pytestmark = pytest.mark.anyio


async def test_one_shard_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert "80 messages per second" in verdict.seen


async def test_two_shards_are_told_with_the_minute_they_cost(world: World) -> None:
    world.onprem.answers["shards"] = 2
    verdict = await world.verdict(check)
    assert verdict.level is Level.INFO
    assert "131057" in verdict.todo


async def test_shards_that_cannot_be_read_warn(world: World) -> None:
    world.onprem.errors["shards"] = onprem_error(403)
    assert (await world.verdict(check)).level is Level.WARN


async def test_it_is_skipped_where_the_deployment_is_gone(world: World) -> None:
    assert (await world.verdict(check, path="C")).level is Level.SKIP
