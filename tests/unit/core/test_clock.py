from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wamigrate.core.clock import ManualClock, SystemClock, iso


@pytest.mark.anyio
async def test_waiting_on_a_manual_clock_takes_no_time_and_moves_it() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    await clock.sleep(3600)
    assert clock.now() == datetime(2026, 1, 1, 1, tzinfo=UTC)


@pytest.mark.anyio
async def test_a_negative_wait_does_not_turn_time_back() -> None:
    clock = ManualClock()
    before = clock.now()
    await clock.sleep(-5)
    assert clock.now() == before


def test_the_system_clock_knows_its_zone() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_times_are_written_in_utc_with_milliseconds() -> None:
    moment = datetime(2026, 1, 5, 10, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=1)))
    assert iso(moment) == "2026-01-05T09:00:00.123Z"
    assert iso(moment.timestamp()) == "2026-01-05T09:00:00.123Z"
