"""P27"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.app_claimed import check

pytestmark = pytest.mark.anyio


async def test_a_claimed_app_that_is_subscribed_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert verdict.seen == (
        "The app belongs to the verified business. "
        "It has the WhatsApp product (app 670843887433847 is subscribed to the WABA)."
    )


async def test_the_apps_own_webhooks_prove_the_product_too(world: World) -> None:
    world.cloud.answers["subscribed_apps"] = []
    world.forget("app_has_whatsapp")
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert "app 'Acme' has WhatsApp webhooks" in verdict.seen


async def test_your_answer_counts_where_nothing_proves_it(world: World) -> None:
    world.change_graph(app_secret=None)
    world.cloud.answers["subscribed_apps"] = []
    assert (await world.verdict(check)).level is Level.OK


async def test_unanswered_and_unproved_it_warns(world: World) -> None:
    world.cloud.answers["subscribed_apps"] = []
    world.cloud.errors["app_subscriptions"] = cloud_error(190)
    world.forget("app_has_whatsapp", "app_claimed")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "answers = { app_claimed = true, app_has_whatsapp = true }" in verdict.todo


async def test_only_what_is_open_is_asked(world: World) -> None:
    world.forget("app_claimed")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.seen == "Nobody said whether the app belongs to the verified business."
    assert "app_has_whatsapp" not in verdict.todo


async def test_an_app_without_the_product_blocks(world: World) -> None:
    world.cloud.answers |= {"subscribed_apps": [], "app_subscriptions": []}
    world.answers["app_has_whatsapp"] = False
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "The app lacks the WhatsApp product.")


async def test_an_app_that_is_not_claimed_blocks(world: World) -> None:
    world.answers["app_claimed"] = False
    assert (await world.verdict(check)).level is Level.ERROR


async def test_an_app_that_meta_blocks_warns(world: World) -> None:
    world.cloud.answers["waba_health"]["health_status"]["entities"][2]["can_send_message"] = "BLOCKED"
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "Meta blocks app 670843887433847 from sending.")


async def test_what_cannot_be_read_warns(world: World) -> None:
    world.cloud.errors["subscribed_apps"] = cloud_error(10)
    assert (await world.verdict(check)).level is Level.WARN
