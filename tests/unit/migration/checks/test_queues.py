"""P13"""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.migration.checks.fakes import World, gauge, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.queues import check

pytestmark = pytest.mark.anyio


async def test_empty_queues_are_fine(world: World) -> None:
    verdict = await world.verdict(check, final=True)
    assert (verdict.level, verdict.seen) == (Level.OK, "No message and no callback is waiting.")


@pytest.mark.parametrize("final", [False, True])
async def test_pending_messages_only_warn_because_draining_comes_later(world: World, final: bool) -> None:
    world.onprem.answers["stats"]["pending_messages"] = gauge(3)
    verdict = await world.verdict(check, final=final)
    assert (verdict.level, verdict.seen) == (Level.WARN, "3 message(s) wait to be sent.")


@pytest.mark.parametrize("final", [False, True])
async def test_waiting_callbacks_only_warn(world: World, final: bool) -> None:
    world.onprem.answers["stats"]["callback_queue_size"] = gauge(450)
    verdict = await world.verdict(check, final=final)
    assert (verdict.level, verdict.seen) == (Level.WARN, "450 callback(s) wait to be delivered.")


async def test_the_configured_metric_is_read(world: World) -> None:
    assert world.number.onprem is not None
    world.change_number(onprem=msgspec.structs.replace(world.number.onprem, pending_metric="queued"))
    world.onprem.answers["stats"]["queued"] = gauge(1)
    assert (await world.verdict(check)).seen == "1 message(s) wait to be sent."


async def test_a_client_that_does_not_tell_warns(world: World) -> None:
    world.onprem.answers["stats"] = {}
    verdict = await world.verdict(check, final=True)
    assert verdict.level is Level.WARN
    assert "onprem.pending_metric" in verdict.todo


@pytest.mark.parametrize("final", [False, True])
async def test_stats_that_cannot_be_read_only_warn(world: World, final: bool) -> None:
    world.onprem.errors["stats"] = onprem_error(500, 1014)
    assert (await world.verdict(check, final=final)).level is Level.WARN
