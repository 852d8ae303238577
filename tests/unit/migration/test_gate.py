"""What a person is shown before saying yes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.migration.gate import EXPECTED_GAP, gate_details, loss_at

NOON = datetime(2025, 6, 2, 12, 30, tzinfo=UTC).timestamp()
PER_HOUR = [float(hour * 60) for hour in range(24)]
TRAFFIC = {"source": "onprem stats", "per_hour": PER_HOUR}


def test_the_loss_is_the_traffic_of_that_hour_in_the_time_of_the_gap() -> None:
    assert loss_at(TRAFFIC, "UTC", NOON) == {
        "messages": 12 * 60 * EXPECTED_GAP / 3600,
        "hour": 12,
        "quietest_hour": 0,
        "quietest_messages": 0.0,
        "timezone": "UTC",
        "gap_seconds": EXPECTED_GAP,
        "source": "onprem stats",
    }


@pytest.mark.parametrize(("zone", "hour"), [("America/Los_Angeles", 5), ("Asia/Kolkata", 18), ("UTC", 12)])
def test_the_hour_is_that_of_the_numbers_customers(zone: str, hour: int) -> None:
    found = loss_at(TRAFFIC, zone, NOON)
    assert (found["hour"], found["messages"]) == (hour, hour * 60 * EXPECTED_GAP / 3600)


@pytest.mark.parametrize(
    "traffic", [{}, {"source": "none", "per_hour": PER_HOUR}, {**TRAFFIC, "per_hour": [0.0] * 24}]
)
def test_without_figures_nothing_is_claimed(traffic: dict[str, object]) -> None:
    assert loss_at(traffic, "UTC", NOON) == {
        "messages": None,
        "why": "no traffic figures",
        "gap_seconds": EXPECTED_GAP,
    }


@pytest.mark.anyio
async def test_the_gate_shows_window_loss_warnings_and_callers(bench: Bench) -> None:
    warn, fine = {"check": "callers", "level": "warn"}, {"check": "token", "level": "ok"}
    bench.done("check_readiness", {"checks": [warn, fine]})
    bench.done("snapshot_before", {"traffic": TRAFFIC})
    found = await gate_details(await bench.context())
    assert found["window_seconds"] == bench.settings.timing.gate_window
    assert found["warnings"] == [warn]
    assert found["expected_loss"]["hour"] == bench.clock.now().hour
    assert "stopped by hand" in found["callers"]


@pytest.mark.anyio
async def test_the_gate_can_be_shown_without_anything_known(bench: Bench) -> None:
    found = await gate_details(await bench.context())
    assert (found["warnings"], found["expected_loss"]["messages"]) == ([], None)
