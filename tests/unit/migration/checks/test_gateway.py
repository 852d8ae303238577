"""P12"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.clients.onprem import Node
from wamigrate.migration.check import Level
from wamigrate.migration.checks.gateway import check

pytestmark = pytest.mark.anyio

MASTER = Node("m1:a", "disconnected", "primary_master")


def coreapps(*statuses: str) -> list[Node]:
    return [Node(f"c{n}:b", status, "coreapp") for n, status in enumerate(statuses)]


async def test_a_connected_single_deployment_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Connected: 1 of 1 node(s), 1 shard(s).")


async def test_one_connected_coreapp_is_enough_in_high_availability(world: World) -> None:
    world.onprem.answers["health"] = [MASTER, *coreapps("connected", "disconnected")]
    assert (await world.verdict(check)).level is Level.OK


async def test_each_shard_needs_its_coreapp(world: World) -> None:
    world.onprem.answers |= {
        "health": [Node("m1:a", "connected", "primary_master"), *coreapps("connected")],
        "shards": 2,
    }
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "1 of 2 shard(s) connected: m1:a connected, c0:b connected."


async def test_all_shards_with_a_standby_are_fine(world: World) -> None:
    world.onprem.answers |= {
        "health": [MASTER, *coreapps("connected", "connected", "disconnected")],
        "shards": 2,
    }
    assert (await world.verdict(check)).level is Level.OK


async def test_a_deployment_that_is_still_connecting_warns(world: World) -> None:
    world.onprem.answers["health"] = [Node("", "connecting", None)]
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "Not all connected yet: connecting.")


@pytest.mark.parametrize(
    ("status", "todo"),
    [
        ("disconnected", "start what is stopped"),
        ("uninitialized", "wait some minutes"),
        ("unregistered", "wamigrate plan main"),
        ("unreachable", "start what is stopped"),
    ],
)
async def test_a_deployment_that_is_not_connected_blocks(world: World, status: str, todo: str) -> None:
    world.onprem.answers["health"] = [Node("", status, None)]
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert todo in verdict.todo


async def test_the_deployment_of_a_number_that_has_moved_is_down_as_it_should_be(world: World) -> None:
    world.onprem.answers["health"] = [Node("", "disconnected", None)]
    world.cloud.override("phone_number", platform_type="CLOUD_API")
    assert (await world.verdict(check)).level is Level.SKIP


async def test_a_disconnected_deployment_blocks_when_meta_is_silent_too(world: World) -> None:
    world.onprem.answers["health"] = [Node("", "disconnected", None)]
    world.cloud.errors["phone_number"] = cloud_error(2, status=503)
    assert (await world.verdict(check)).level is Level.ERROR


async def test_on_path_b_a_disconnected_gateway_is_expected(world: World) -> None:
    world.onprem.answers["health"] = [Node("", "disconnected", None)]
    assert (await world.verdict(check, path="B")).level is Level.WARN


async def test_it_is_skipped_where_the_deployment_is_gone(world: World) -> None:
    verdict = await world.verdict(check, path="D")
    assert (verdict.level, verdict.seen) == (
        Level.SKIP,
        "On path D there is no On-Premises deployment to ask.",
    )
