"""The world's clock."""

from __future__ import annotations

import pytest

from wamigrate.sim.clock import WorldClock


@pytest.mark.anyio
async def test_what_falls_due_happens_in_order_when_the_clock_is_moved() -> None:
    clock, seen = WorldClock(lambda: 1000.0), []
    clock.after(30, lambda: seen.append("late"))
    clock.after(10, lambda: seen.append("early"))
    clock.after(10, lambda: seen.append("early too"))
    clock.advance(9)
    assert seen == []
    clock.advance(1)
    assert seen == ["early", "early too"]
    clock.advance(100)
    assert (seen, clock.now()) == (["early", "early too", "late"], 1110.0)


@pytest.mark.anyio
async def test_a_call_may_ask_for_another_one() -> None:
    clock, seen = WorldClock(lambda: 0.0), []
    clock.after(1, lambda: clock.after(1, lambda: seen.append("second")))
    clock.advance(1)
    assert seen == []
    clock.advance(1)
    assert seen == ["second"]


@pytest.mark.anyio
async def test_a_sleep_ends_in_real_time_too() -> None:
    clock = WorldClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() - before >= 0.008
    await clock.sleep(0)


@pytest.mark.anyio
async def test_a_cleared_clock_has_forgotten_everything() -> None:
    clock, seen = WorldClock(lambda: 0.0), []
    clock.after(1, lambda: seen.append("never"))
    clock.advance(0.5)
    clock.clear()
    clock.advance(10)
    assert (seen, clock.now()) == ([], 10.0)
