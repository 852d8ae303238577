"""P28"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.webhook_fields import check

pytestmark = pytest.mark.anyio


def tick(world: World, *fields: object) -> None:
    world.cloud.answers["app_subscriptions"][0]["fields"] = list(fields)


async def test_an_app_that_listens_to_all_is_fine(world: World) -> None:
    verdict = await world.verdict(check, final=True)
    assert verdict.level is Level.OK
    assert verdict.seen == "The app listens to messages and to all that is told about the number."


@pytest.mark.parametrize(("final", "level"), [(False, Level.WARN), (True, Level.ERROR)])
async def test_an_app_deaf_to_messages_blocks_only_right_before_register(
    world: World, final: bool, level: Level
) -> None:
    fields = world.cloud.answers["app_subscriptions"][0]["fields"]
    tick(world, *[field for field in fields if field["name"] != "messages"])
    verdict = await world.verdict(check, final=final)
    assert verdict.level is level
    assert "nothing a customer writes would arrive" in verdict.seen


async def test_the_other_fields_only_warn_and_are_named(world: World) -> None:
    tick(world, "messages", "security")
    verdict = await world.verdict(check, final=True)
    assert verdict.level is Level.WARN
    assert verdict.seen == (
        "The app does not listen to account_update, phone_number_quality_update, account_alerts, "
        "message_template_status_update."
    )


@pytest.mark.parametrize("change", [{"active": False}, {"object": "page"}])
async def test_a_subscription_that_is_off_or_for_something_else_does_not_count(
    world: World, change: dict[str, object]
) -> None:
    world.cloud.answers["app_subscriptions"][0] |= change
    assert (await world.verdict(check, final=True)).level is Level.ERROR


@pytest.mark.parametrize("change", [{"app_secret": None}, {"app_id": None}])
async def test_without_the_apps_secret_it_warns_and_asks_nothing(
    world: World, change: dict[str, None]
) -> None:
    world.change_graph(**change)
    verdict = await world.verdict(check, final=True)
    assert verdict.level is Level.WARN
    assert world.cloud.calls == []


async def test_fields_that_cannot_be_read_warn(world: World) -> None:
    world.cloud.errors["app_subscriptions"] = cloud_error(190, status=401)
    assert (await world.verdict(check, final=True)).level is Level.WARN
