"""The world's clock."""

from __future__ import annotations

import asyncio

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


@pytest.mark.anyio
async def test_a_move_stops_at_each_call_that_falls_due() -> None:
    clock, seen = WorldClock(lambda: 0.0), []

    def first() -> None:
        seen.append(clock.now())
        clock.after(5, lambda: seen.append(clock.now()))

    clock.after(10, first)
    clock.advance(60)
    assert (seen, clock.now()) == ([10.0, 15.0], 60.0)


@pytest.mark.anyio
async def test_a_frozen_clock_moves_by_hand_alone_and_goes_on_from_there() -> None:
    machine, seen = [1000.0], []
    clock = WorldClock(lambda: machine[0])
    clock.freeze()
    clock.after(5, lambda: seen.append("due"))
    machine[0] += 100
    assert (clock.now(), clock.frozen, seen) == (1000.0, True, [])
    clock.advance(5)
    assert (clock.now(), seen) == (1005.0, ["due"])
    clock.thaw()
    machine[0] += 1
    assert (clock.now(), clock.frozen, clock.offset) == (1006.0, False, -95.0)


@pytest.mark.anyio
async def test_what_is_due_at_once_happens_on_a_frozen_clock() -> None:
    clock, done = WorldClock(lambda: 0.0), asyncio.Event()
    clock.freeze()
    clock.after(0, done.set)
    await asyncio.wait_for(done.wait(), 10)
    assert clock.now() == 0.0


def test_a_clock_can_be_set_to_any_moment() -> None:
    clock = WorldClock(lambda: 1000.0)
    clock.set(10.0)
    assert (clock.now(), clock.offset, clock.frozen) == (10.0, -990.0, False)
    clock.set(2000.0, frozen=True)
    assert (clock.now(), clock.frozen) == (2000.0, True)
