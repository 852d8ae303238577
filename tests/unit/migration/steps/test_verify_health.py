"""A number that is registered but may not send is told with Meta's own reason."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import PNID, entity
from wamigrate.core.payload import JsonObject
from wamigrate.errors import StepFailed
from wamigrate.migration.steps.verify_health import step

pytestmark = pytest.mark.anyio


def health(overall: str, *entities: JsonObject) -> JsonObject:
    return {"id": PNID, "health_status": {"can_send_message": overall, "entities": list(entities)}}


def blocked(**more: object) -> JsonObject:
    error = {"error_code": 141006, "error_description": "No payment method.", "possible_solution": "Add one."}
    return {"entity_type": "WABA", "id": "1", "can_send_message": "BLOCKED", "errors": [error], **more}


async def test_available_is_kept_with_its_entities(bench: Bench) -> None:
    found = await bench.run(step)
    assert found["can_send_message"] == "AVAILABLE"
    assert {one["entity"] for one in found["entities"]} == {"PHONE_NUMBER", "WABA", "BUSINESS", "APP"}


async def test_limited_is_enough_and_its_reason_is_kept(bench: Bench) -> None:
    limited = {**entity("BUSINESS", "2"), "can_send_message": "LIMITED", "additional_info": ["Verify."]}
    bench.cloud.answers["phone_health"] = health("LIMITED", limited)
    found = await bench.run(step)
    assert found["entities"] == [
        {"entity": "BUSINESS", "can_send_message": "LIMITED", "info": ["Verify."], "errors": []}
    ]


async def test_blocked_is_waited_for(bench: Bench) -> None:
    bench.cloud.will("phone_health", health("BLOCKED", blocked()), health("AVAILABLE"))
    started = bench.now
    assert (await bench.run(step))["can_send_message"] == "AVAILABLE"
    assert bench.now - started == bench.settings.timing.cloud_poll


async def test_blocked_for_good_stops_with_metas_reason_and_remedy(bench: Bench) -> None:
    bench.cloud.answers["phone_health"] = health("BLOCKED", entity("APP", "3"), blocked())
    started = bench.now
    with pytest.raises(StepFailed) as caught:
        await bench.run(step)
    assert caught.value.message == "WABA is BLOCKED: 141006 No payment method."
    assert caught.value.hint == "Add one. Then resume."
    assert bench.now - started == bench.settings.timing.health_limit


@pytest.mark.parametrize("answer", [{"id": PNID}, health("BLOCKED"), health("BLOCKED", blocked(errors=[]))])
async def test_blocked_without_a_reason_says_so(bench: Bench, answer: JsonObject) -> None:
    bench.cloud.answers["phone_health"] = answer
    with pytest.raises(StepFailed, match="is BLOCKED: no reason given") as caught:
        await bench.run(step)
    assert caught.value.hint == "Look at it in WhatsApp Manager. Then resume."
