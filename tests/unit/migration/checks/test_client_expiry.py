"""P14"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.client_expiry import check

pytestmark = pytest.mark.anyio


async def test_a_client_that_runs_for_months_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The client runs until 2025-10-23.")


async def test_a_client_that_names_no_end_is_fine_before_the_sunset(world: World) -> None:
    world.onprem.answers["support"] = {"debug_info": "16505550100"}
    assert (await world.verdict(check)).level is Level.OK


async def test_a_client_that_expires_soon_warns(world: World) -> None:
    world.onprem.answers["support"]["expire_timestamp"] = "2025-06-10T00:00:00"
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "The client expires on 2025-06-10.")


async def test_a_client_that_has_expired_by_its_own_account_blocks(world: World) -> None:
    world.onprem.answers["support"]["expire_timestamp"] = "2025-06-02T08:59:59"
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.ERROR,
        "The client expired on 2025-06-02, by its own account.",
    )


async def test_on_path_b_an_expired_client_is_expected(world: World) -> None:
    world.onprem.answers["support"]["expire_timestamp"] = "2025-06-02T08:59:59"
    assert (await world.verdict(check, path="B")).level is Level.WARN


async def test_of_several_nodes_the_first_to_expire_counts(world: World) -> None:
    world.onprem.answers["support"] = {
        "core1": {"expire_timestamp": "2026-01-01T00:00:00"},
        "core2": {"expire_timestamp": "2025-05-01T00:00:00Z"},
        "core3": {"expire_timestamp": "soon"},
    }
    assert (await world.verdict(check)).level is Level.ERROR


@pytest.mark.parametrize("end", ["2026-12-01T00:00:00", None])
async def test_todays_date_alone_never_blocks(world: World, end: str | None) -> None:
    world.clock.advance((datetime(2026, 2, 1, tzinfo=UTC) - world.clock.now()).total_seconds())
    world.onprem.answers["support"] = {"expire_timestamp": end}
    assert (await world.verdict(check, final=True)).level is Level.WARN


async def test_support_that_cannot_be_read_warns(world: World) -> None:
    world.onprem.errors["support"] = onprem_error(500)
    assert (await world.verdict(check)).level is Level.WARN
