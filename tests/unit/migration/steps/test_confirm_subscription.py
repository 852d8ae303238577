"""After the move the subscription still stands, with the override that was there before."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import APP, WABA
from wamigrate.errors import StepFailed
from wamigrate.migration.steps import subscribe_app
from wamigrate.migration.steps.confirm_subscription import step

pytestmark = pytest.mark.anyio

OURS = "https://ours.example.com/cloud"


def subscribed(override: str | None = None) -> dict[str, object]:
    entry: dict[str, object] = {"whatsapp_business_api_data": {"id": APP}}
    return entry | ({"override_callback_uri": override} if override else {})


async def found_before(bench: Bench, override: str | None = OURS) -> None:
    """The step before the gate sees that subscription."""
    bench.cloud.answers["subscribed_apps"] = [subscribed(override)]
    bench.done("subscribe_app", await bench.run(subscribe_app.step))


async def test_a_subscription_that_stands_is_left_alone(bench: Bench) -> None:
    assert await bench.run(step) == {"subscribed": "yes", "override": None}
    assert bench.cloud.sent == []


async def test_an_override_that_stands_is_left_alone(bench: Bench) -> None:
    await found_before(bench)
    assert await bench.run(step) == {"subscribed": "yes", "override": OURS}
    assert bench.cloud.sent == []


async def test_a_subscription_that_was_lost_is_made_again(bench: Bench) -> None:
    bench.cloud.answers["subscribed_apps"] = []
    assert await bench.run(step) == {"subscribed": "yes", "override": None}
    assert bench.cloud.sent == [("subscribe_app", WABA, None, None)]


async def test_an_override_that_was_lost_is_set_again(bench: Bench) -> None:
    await found_before(bench)
    bench.cloud.answers["subscribed_apps"] = [subscribed()]
    assert await bench.run(step) == {"subscribed": "yes", "override": OURS, "set_again": True}
    assert bench.cloud.sent == [("subscribe_app", WABA, OURS, "verify-me")]


async def test_an_override_that_was_lost_with_its_subscription_is_set_again(bench: Bench) -> None:
    await found_before(bench)
    bench.cloud.answers["subscribed_apps"] = []
    assert (await bench.run(step))["override"] == OURS
    assert [sent[2] for sent in bench.cloud.sent] == [None, OURS]


async def test_without_a_verify_token_a_lost_override_is_told(bench: Bench) -> None:
    await found_before(bench)
    bench.cloud.answers["subscribed_apps"] = [subscribed()]
    bench.change_graph(verify_token=None)
    with pytest.raises(StepFailed, match="no verify token is known") as caught:
        await bench.run(step)
    assert caught.value.hint == "Set [graph] verify_token, then resume."


async def test_an_override_that_its_owner_removed_before_the_move_is_not_set_again(bench: Bench) -> None:
    await found_before(bench)
    await found_before(bench, None)
    assert await bench.run(step) == {"subscribed": "yes", "override": None}
    assert bench.cloud.sent == []


async def test_an_override_with_a_token_in_its_query_is_set_again_whole(bench: Bench) -> None:
    await found_before(bench, f"{OURS}?key=s3cret")
    bench.cloud.answers["subscribed_apps"] = [subscribed()]
    await bench.run(step)
    assert bench.cloud.sent == [("subscribe_app", WABA, f"{OURS}?key=s3cret", "verify-me")]
