"""How much a number is used, and what its gap is expected to cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error, gauge, onprem_error
from wamigrate.core.payload import JsonObject
from wamigrate.migration.traffic import HourlyTraffic, expected_loss, hourly_inbound, quietest_hours

pytestmark = pytest.mark.anyio

OLD_NAME = "callback_requests"


@pytest.fixture
def world() -> World:
    return World()


async def look(world: World, *, deployed: bool = True) -> HourlyTraffic:
    onprem = world.onprem if deployed else None
    return await hourly_inbound(world.cloud, onprem, world.number, world.clock)


def slot(day: int, hour: int, sent: int, minute: int = 0) -> JsonObject:
    """A half-hour of May 2025, in UTC."""
    start = int(datetime(2025, 5, day, hour, minute, tzinfo=UTC).timestamp())
    return {"start": start, "end": start + 1800, "sent": sent, "delivered": sent}


def counter(
    *rows: tuple[str, str, int], uptime: float = 36_000, name: str = "callback_requests"
) -> JsonObject:
    data = [{"labels": {"type": kind, "result": result}, "value": value} for kind, result, value in rows]
    return {name: {"type": "counter", "help": "", "data": data}, "uptime": gauge(uptime)}


def test_the_loss_is_the_hours_traffic_for_the_length_of_the_gap() -> None:
    assert expected_loss([0.0] * 9 + [720.0] + [0.0] * 14, 9, 15) == 3.0
    assert expected_loss([720.0] * 24, 27, 15) == 3.0


@pytest.mark.parametrize(("hourly", "gap"), [([], 15.0), ([60.0] * 24, 0.0), ([60.0] * 24, -5.0)])
def test_no_traffic_or_no_gap_costs_nothing(hourly: list[float], gap: float) -> None:
    assert expected_loss(hourly, 3, gap) == 0.0


def test_the_quietest_hours_come_first_and_the_earlier_of_equal_ones() -> None:
    assert quietest_hours([5, 1, 3, 1], 3) == [1, 3, 2]
    assert quietest_hours([2.0] * 24, 2) == [0, 1]
    assert quietest_hours([], 2) == []


async def test_a_number_of_which_nothing_is_known_is_called_so(world: World) -> None:
    found = await look(world)
    assert (found.source, found.per_hour) == ("none", (0.0,) * 24)


async def test_the_deployments_counter_alone_gives_a_flat_rate(world: World) -> None:
    world.onprem.answers["stats"] = counter(
        ("inbound_message", "success", 100), ("inbound_message", "301", 40), ("status_change", "success", 900)
    )
    found = await look(world)
    assert (found.source, found.per_hour) == ("onprem stats", (10.0,) * 24)
    assert "not known" in found.note


async def test_the_newer_name_of_the_counter_is_read_too(world: World) -> None:
    rows = ("inbound_message", "success", 100)
    world.onprem.answers["stats"] = counter(rows, name="callback_requests_duration_ms_count")
    assert (await look(world)).per_hour == (10.0,) * 24


async def test_the_counters_of_several_nodes_are_added_up(world: World) -> None:
    one = counter(("inbound_message", "success", 60), uptime=18_000)
    world.onprem.answers["stats"] = {"core1": one, "core2": one}
    assert (await look(world)).per_hour == (12.0,) * 24


@pytest.mark.parametrize("uptime", [0, None])
async def test_a_counter_without_an_uptime_tells_nothing(world: World, uptime: float | None) -> None:
    world.onprem.answers["stats"] = counter(("inbound_message", "success", 100), uptime=0)
    if uptime is None:
        del world.onprem.answers["stats"]["uptime"]
    assert (await look(world)).source == "none"


async def test_analytics_alone_give_the_days_average_by_hour(world: World) -> None:
    world.cloud.answers["analytics"] = [slot(31, 9, 8), slot(31, 9, 4, minute=30), slot(31, 17, 6)]
    found = await look(world, deployed=False)
    assert found.source == "waba analytics"
    assert {hour: count for hour, count in enumerate(found.per_hour) if count} == {9: 6.0, 17: 3.0}
    assert "outbound volume" in found.note


async def test_hours_are_those_of_the_customers(world: World) -> None:
    world.change_number(timezone="America/Sao_Paulo")
    world.cloud.answers["analytics"] = [slot(31, 9, 8)]
    found = await look(world)
    assert [hour for hour, count in enumerate(found.per_hour) if count] == [6]


async def test_an_unknown_time_zone_means_utc_and_is_said(world: World) -> None:
    world.change_number(timezone="Mars/Olympus")
    world.cloud.answers["analytics"] = [slot(31, 9, 8)]
    found = await look(world)
    assert [hour for hour, count in enumerate(found.per_hour) if count] == [9]
    assert "Mars/Olympus" in found.note


async def test_count_and_shape_together_give_inbound_by_hour(world: World) -> None:
    world.onprem.answers["stats"] = counter(("inbound_message", "success", 100))
    world.cloud.answers["analytics"] = [slot(31, 9, 30), slot(31, 17, 10)]
    found = await look(world)
    assert found.source == "onprem stats"
    assert {hour: count for hour, count in enumerate(found.per_hour) if count} == {9: 180.0, 17: 60.0}


async def test_four_weeks_of_this_number_are_asked_for_in_half_hours(world: World) -> None:
    await look(world)
    start, end, granularity, numbers = world.cloud.asked_analytics
    assert end == int(world.clock.now().timestamp())
    assert end - start == timedelta(days=28).total_seconds()
    assert (granularity, numbers) == ("HALF_HOUR", ["16505550100"])


async def test_it_never_fails(world: World) -> None:
    world.cloud.errors["analytics"] = cloud_error(100)
    world.onprem.errors["stats"] = onprem_error(500)
    assert (await look(world)).source == "none"
    world.cloud.errors["phone_number"] = cloud_error(190)
    assert (await look(world)).source == "none"
