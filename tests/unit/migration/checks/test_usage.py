"""P24"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Level
from wamigrate.migration.checks.usage import check

pytestmark = pytest.mark.anyio


def used(**members: object) -> JsonObject:
    case = {"type": "whatsapp_business_management", "call_count": 1, "total_cputime": 1, "total_time": 1}
    return {"102290129340398": [case | {"estimated_time_to_regain_access": 0} | members]}


async def test_a_budget_that_is_hardly_used_is_fine(world: World) -> None:
    world.cloud.usage = used()
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "1 % of the Graph budget of this hour is used.")


async def test_no_header_is_no_reason_to_worry(world: World) -> None:
    world.cloud.usage = {}
    assert (await world.verdict(check)).level is Level.INFO


@pytest.mark.parametrize("member", ["call_count", "total_cputime", "total_time"])
async def test_the_fullest_of_the_three_parts_counts(world: World, member: str) -> None:
    world.cloud.usage = used(**{member: 80})
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "80 % of the Graph budget of this hour is used.")


async def test_a_used_up_budget_warns_with_the_time_to_wait(world: World) -> None:
    world.cloud.usage = used(call_count=100, estimated_time_to_regain_access=17)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.seen == "The Graph budget is used up for 17 more minute(s)."


async def test_a_header_of_another_shape_is_as_good_as_none(world: World) -> None:
    world.cloud.usage = {"call_count": 3, "1": ["x"]}
    assert (await world.verdict(check)).level is Level.INFO
