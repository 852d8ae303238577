"""P34"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.unit.migration.checks.fakes import PNID, World
from wamigrate.clients.transport import Answer
from wamigrate.config import BridgeSettings
from wamigrate.errors import NotSent
from wamigrate.migration.check import Level, Verdict
from wamigrate.migration.checks.bridge_address import check
from wamigrate.store.bridges import Bridge

pytestmark = pytest.mark.anyio

LIVING = (Bridge("b-1", "here", 7, "https://bridge.example.com", 9.0),)


def answers(world: World, status: int = 200, serves: str = PNID) -> None:
    world.transport.reply = lambda _: Answer(status, {}, json.dumps({"phone_number_id": serves}).encode())


async def judged(world: World, **changes: Any) -> Verdict:
    return await world.verdict(check, **{"living": LIVING, **changes})


async def test_a_bridge_that_answers_for_the_number_is_fine(world: World) -> None:
    answers(world)
    verdict = await judged(world)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "A bridge serves this number at https://bridge.example.com/main/webhooks/onprem.",
    )


async def test_without_a_bridge_there_is_nothing_to_look_at(world: World) -> None:
    verdict = await judged(world, living=())
    assert (verdict.level, world.transport.requests) == (Level.SKIP, [])


async def test_a_number_that_stands_behind_the_bridge_is_not_looked_at_again(world: World) -> None:
    verdict = await judged(world, bridged=True)
    assert (verdict.level, world.transport.requests) == (Level.OK, [])


@pytest.mark.parametrize(("status", "serves"), [(404, ""), (200, "1"), (502, PNID)])
async def test_a_bridge_that_does_not_serve_the_number_blocks(world: World, status: int, serves: str) -> None:
    answers(world, status, serves)
    verdict = await judged(world)
    assert verdict.level is Level.ERROR
    assert verdict.seen.endswith(f"({status}) is no bridge that serves 'main'.")
    assert "behind_bridge = false" in verdict.todo


async def test_a_bridge_that_cannot_be_reached_blocks(world: World) -> None:
    def refuse(_: object) -> Answer:
        raise NotSent("bridge.example.com:443 refuses connections.")

    world.transport.reply = refuse
    verdict = await judged(world)
    assert verdict.level is Level.ERROR
    assert verdict.seen.endswith("refuses connections.")


async def test_an_address_that_only_deployments_may_call_is_taken_on_trust(world: World) -> None:
    answers(world, 403, "")
    assert (await judged(world)).level is Level.OK


async def test_this_machines_own_address_is_none_for_a_deployment_elsewhere(world: World) -> None:
    living = (Bridge("b-1", "here", 7, "http://127.0.0.1:8070", 9.0),)
    verdict = await judged(world, living=living)
    assert verdict.level is Level.ERROR
    assert "that address is this machine's own" in verdict.seen
    assert "public_url" in verdict.todo


async def test_on_premises_calls_only_https(world: World) -> None:
    world.settings = msgspec.structs.replace(
        world.settings, bridge=BridgeSettings(public_url="http://bridge.example.com")
    )
    verdict = await judged(world)
    assert (verdict.level, world.transport.requests) == (Level.ERROR, [])
    assert "only https" in verdict.seen
