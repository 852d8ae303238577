"""P01"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.token import check

pytestmark = pytest.mark.anyio


async def test_a_system_user_token_that_never_expires_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The token is valid and never expires.")


async def test_a_token_that_outlives_window_and_soak_is_fine(world: World) -> None:
    end = world.clock.now() + timedelta(days=5)
    world.cloud.override("debug_token", expires_at=int(end.timestamp()))
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The token is valid until 2025-06-07 09:00 UTC.")


@pytest.mark.parametrize("member", ["expires_at", "data_access_expires_at"])
async def test_a_token_that_ends_too_early_blocks(world: World, member: str) -> None:
    world.cloud.override("debug_token", **{member: int(world.clock.now().timestamp()) + 3600})
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "The token ends at 2025-06-02 10:00 UTC; it is needed until 2025-06-06 09:00 UTC."
    assert "System users" in verdict.todo


async def test_in_the_last_look_the_window_is_not_counted_any_more(world: World) -> None:
    end = world.clock.now() + timedelta(hours=80)
    world.cloud.override("debug_token", expires_at=int(end.timestamp()))
    assert (await world.verdict(check)).level is Level.ERROR
    assert (await world.verdict(check, final=True)).level is Level.OK


async def test_an_invalid_token_blocks_with_metas_reason(world: World) -> None:
    world.cloud.override("debug_token", is_valid=False, error={"message": "Session has expired"})
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.ERROR,
        "Meta says that the token is not valid: Session has expired",
    )


async def test_a_token_of_another_app_blocks(world: World) -> None:
    world.cloud.override("debug_token", app_id="42")
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "The token belongs to app 42, [graph] app_id is 670843887433847."


async def test_a_persons_token_warns(world: World) -> None:
    world.cloud.override("debug_token", type="USER")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "type USER" in verdict.seen


async def test_without_the_app_secret_a_token_that_reads_the_number_only_warns(world: World) -> None:
    world.change_graph(app_secret=None)
    world.cloud.errors["debug_token"] = cloud_error(100)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo == "Set app_id and app_secret in [graph]."


@pytest.mark.parametrize("secret_known", [True, False])
async def test_a_refused_token_blocks(world: World, secret_known: bool) -> None:
    if not secret_known:
        world.change_graph(app_secret=None)
    world.cloud.errors["debug_token"] = cloud_error(190, status=401)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "Not known: Graph API: refused (code 190).")
