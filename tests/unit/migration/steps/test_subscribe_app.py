"""The app is subscribed before the move, and an override that is there is never touched."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import APP, WABA
from wamigrate.migration.state import State
from wamigrate.migration.steps.subscribe_app import step

pytestmark = pytest.mark.anyio

OTHER = "https://other.example.com/cloud"


def subscribed(override: str | None = None) -> dict[str, object]:
    entry: dict[str, object] = {"whatsapp_business_api_data": {"id": APP}}
    return entry | ({"override_callback_uri": override} if override else {})


async def test_an_app_that_is_subscribed_is_left_alone(bench: Bench) -> None:
    assert await bench.run(step) == {"subscribed": "already", "override": None}
    assert bench.cloud.sent == []


async def test_an_app_that_is_missing_is_subscribed_once(bench: Bench) -> None:
    bench.cloud.answers["subscribed_apps"] = [{"whatsapp_business_api_data": {"id": "42"}}]
    assert await bench.run(step) == {"subscribed": "now", "override": None}
    assert bench.cloud.sent == [("subscribe_app", WABA, None, None)]
    assert await bench.run(step) == {"subscribed": "already", "override": None}


async def test_an_override_that_is_there_stays(bench: Bench) -> None:
    bench.change_number(webhook_url="https://ours.example.com/cloud")
    bench.cloud.answers["subscribed_apps"] = [subscribed(OTHER)]
    assert await bench.run(step) == {"subscribed": "already", "override": OTHER}
    assert bench.cloud.sent == []


async def test_an_address_that_is_not_the_apps_own_becomes_the_override(bench: Bench) -> None:
    bench.change_number(webhook_url=OTHER)
    assert await bench.run(step) == {"subscribed": "now", "override": OTHER}
    assert bench.cloud.sent == [("subscribe_app", WABA, OTHER, "verify-me")]


async def test_a_missing_app_is_subscribed_before_its_override_is_set(bench: Bench) -> None:
    bench.change_number(webhook_url=OTHER)
    bench.cloud.answers["subscribed_apps"] = []
    await bench.run(step)
    assert [sent[2] for sent in bench.cloud.sent] == [None, OTHER]


@pytest.mark.parametrize("missing", ["verify_token", "app_id", "app_secret"])
async def test_without_what_an_override_needs_none_is_set(bench: Bench, missing: str) -> None:
    bench.change_number(webhook_url=OTHER)
    bench.change_graph(**{missing: None})
    await bench.run(step)
    assert bench.cloud.sent == []


async def test_without_an_app_id_the_tokens_own_app_is_meant(bench: Bench) -> None:
    bench.change_graph(app_id=None)
    assert (await bench.run(step))["subscribed"] == "already"
    assert "debug_token" in bench.cloud.calls


def test_it_may_be_done_again_on_either_side() -> None:
    assert {State.S0, State.S2} <= step.acts_in
