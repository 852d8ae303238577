"""P09"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import APP, World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.subscribed_app import check

pytestmark = pytest.mark.anyio


async def test_a_subscribed_app_whose_callback_is_ours_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "App 670843887433847 is subscribed.")


@pytest.mark.parametrize(("final", "level"), [(False, Level.WARN), (True, Level.ERROR)])
async def test_a_missing_subscription_blocks_only_right_before_register(
    world: World, final: bool, level: Level
) -> None:
    world.cloud.answers["subscribed_apps"] = [{"whatsapp_business_api_data": {"id": "9"}}]
    verdict = await world.verdict(check, final=final)
    assert verdict.level is level
    assert verdict.seen == "App 670843887433847 is not subscribed to WABA 102290129340398."


@pytest.mark.parametrize(("final", "level"), [(False, Level.WARN), (True, Level.ERROR)])
async def test_subscriptions_that_cannot_be_read_weigh_the_same(
    world: World, final: bool, level: Level
) -> None:
    world.cloud.errors["subscribed_apps"] = cloud_error(2, status=503)
    assert (await world.verdict(check, final=final)).level is level


async def test_without_an_app_id_the_tokens_own_app_counts(world: World) -> None:
    world.change_graph(app_id=None)
    assert (await world.verdict(check)).level is Level.OK


@pytest.mark.parametrize(
    ("apps", "final", "level"),
    [
        ([], False, Level.WARN),
        ([], True, Level.ERROR),
        ([{"whatsapp_business_api_data": {"id": APP}}], True, Level.WARN),
    ],
)
async def test_an_unknown_app_warns_and_no_app_at_all_blocks_at_the_end(
    world: World, apps: list[object], final: bool, level: Level
) -> None:
    world.change_graph(app_id=None, app_secret=None)
    world.cloud.errors["debug_token"] = cloud_error(100)
    world.cloud.answers["subscribed_apps"] = apps
    assert (await world.verdict(check, final=final)).level is level


async def test_an_override_is_shown_without_its_query(world: World) -> None:
    world.change_number(webhook_url=None)
    world.cloud.answers["subscribed_apps"][0]["override_callback_uri"] = "https://other.example/in?key=1"
    verdict = await world.verdict(check)
    assert verdict.level is Level.INFO
    assert "https://other.example/in (the WABA's override)" in verdict.seen
    assert "key=1" not in verdict.seen


async def test_messages_that_go_elsewhere_than_configured_warn(world: World) -> None:
    configured = {
        "phone_number": "https://other.example/in",
        "application": "https://hooks.example.com/cloud",
    }
    world.cloud.override("phone_number", webhook_configuration=configured)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "https://other.example/in (the number's override)" in verdict.seen


async def test_an_override_that_is_the_configured_address_is_told(world: World) -> None:
    world.cloud.answers["subscribed_apps"][0]["override_callback_uri"] = "https://hooks.example.com/cloud/"
    assert (await world.verdict(check)).level is Level.INFO


async def test_an_app_callback_that_is_not_the_configured_address_warns(world: World) -> None:
    world.cloud.override("phone_number", webhook_configuration={"application": "https://app.example/in"})
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "https://app.example/in (the app's callback address)" in verdict.seen


async def test_a_number_without_any_known_callback_says_nothing_of_it(world: World) -> None:
    world.cloud.override("phone_number", webhook_configuration=None)
    assert (await world.verdict(check)).level is Level.OK


async def test_other_subscribed_apps_are_named(world: World) -> None:
    world.cloud.answers["subscribed_apps"].append({"whatsapp_business_api_data": {"id": "9"}})
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.INFO, "Other apps get the same webhooks: 9.")


async def test_an_address_too_long_for_an_override_warns(world: World) -> None:
    url = "https://hooks.example.com/" + "a" * 200
    world.change_number(webhook_url=url)
    world.cloud.override("phone_number", webhook_configuration={"application": url})
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.seen == "webhook_url is longer than Meta takes as an override."


@pytest.mark.parametrize("path", ["/cloud", "/webhooks/cloud"])
async def test_with_a_bridge_and_no_webhook_url_the_apps_callback_must_be_the_bridges(
    world: World, path: str
) -> None:
    world.change_number(webhook_url=None)
    world.cloud.override(
        "phone_number", webhook_configuration={"application": f"https://hooks.example.com{path}"}
    )
    assert (await world.verdict(check)).level is Level.OK
    verdict = await world.verdict(check, bridged=True)
    assert verdict.level is (Level.OK if path == "/webhooks/cloud" else Level.WARN)
    if verdict.level is Level.WARN:
        assert "not to the bridge" in verdict.seen
        assert "public_url" in verdict.todo
