"""P08"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.messaging_health import check

pytestmark = pytest.mark.anyio


async def test_everything_available_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "APP, BUSINESS, PHONE_NUMBER, WABA: AVAILABLE.")


async def test_a_blocked_entity_warns_with_metas_error_and_advice(world: World) -> None:
    health = world.cloud.answers["waba_health"]["health_status"]
    health["entities"][0] = {
        "entity_type": "WABA",
        "id": "102290129340398",
        "can_send_message": "BLOCKED",
        "errors": [
            {
                "error_code": 141006,
                "error_description": "There is an error with the payment method.",
                "possible_solution": "Attach a payment method.",
            }
        ],
    }
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.seen == "WABA is BLOCKED: 141006 There is an error with the payment method."
    assert verdict.todo.startswith("Attach a payment method.")


async def test_a_limited_entity_warns_with_its_additional_info(world: World) -> None:
    health = world.cloud.answers["phone_health"]["health_status"]
    health["entities"][0] |= {"can_send_message": "LIMITED", "additional_info": ["Name not approved yet."]}
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "PHONE_NUMBER is LIMITED: Name not approved yet.")


async def test_no_health_status_at_all_warns(world: World) -> None:
    world.cloud.answers["phone_health"] = world.cloud.answers["waba_health"] = {"id": "1"}
    assert (await world.verdict(check)).level is Level.WARN


async def test_it_never_blocks_even_when_it_cannot_be_read_at_the_end(world: World) -> None:
    world.cloud.errors["phone_health"] = cloud_error(10)
    assert (await world.verdict(check, final=True)).level is Level.WARN
