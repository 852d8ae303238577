"""Lanes, turns, pace, cursor and IDs: what order and limits are made of."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.bridge.test_lease import Hand
from wamigrate.bridge.cursor import REST, Cursor
from wamigrate.bridge.ids import mint_id, new_tag, unwrap_tag, wrap_tag
from wamigrate.bridge.lanes import Lanes
from wamigrate.bridge.pace import Pace

pytestmark = pytest.mark.anyio


@given(st.lists(st.sampled_from("abc"), max_size=40), st.integers(1, 5))
@settings(deadline=None, max_examples=50)
def test_items_of_one_lane_are_worked_on_in_order_and_never_at_once(keys: list[str], width: int) -> None:
    began: list[tuple[str, int]] = []
    running: list[str] = []

    async def work(item: tuple[str, int]) -> bool:
        assert item[0] not in running
        assert len(running) < width
        running.append(item[0])
        began.append(item)
        await asyncio.sleep(0)
        running.remove(item[0])
        return True

    async def run() -> None:
        lanes: Lanes[tuple[str, int]] = Lanes(work, lambda: width)
        changed = asyncio.Event()
        lanes.on_change = changed.set
        for place, key in enumerate(keys):
            lanes.add(key, place, (key, place))
        while len(lanes):
            changed.clear()
            await changed.wait()

    asyncio.run(run())
    assert sorted(place for _, place in began) == list(range(len(keys)))
    for key in "abc":
        places = [place for who, place in began if who == key]
        assert places == sorted(places)


async def test_an_item_that_is_not_over_clears_its_lane_and_no_other() -> None:
    seen: list[str] = []

    async def work(item: str) -> bool:
        seen.append(item)
        return not item.startswith("stuck")

    lanes: Lanes[str] = Lanes(work, lambda: 4)
    changed = asyncio.Event()
    lanes.on_change = changed.set
    for place, (key, item) in enumerate([("a", "stuck"), ("a", "behind"), ("b", "free"), ("b", "free too")]):
        lanes.add(key, place, item)
    while len(lanes):
        changed.clear()
        await changed.wait()
    assert sorted(seen) == ["free", "free too", "stuck"]


async def test_stopping_waits_for_what_is_under_way_and_begins_nothing_more() -> None:
    free, seen = asyncio.Event(), list[str]()

    async def work(item: str) -> bool:
        await free.wait()
        seen.append(item)
        return True

    lanes: Lanes[str] = Lanes(work, lambda: 1)
    lanes.add("a", 1, "under way")
    lanes.add("b", 2, "not begun")
    await asyncio.sleep(0)
    stopping = asyncio.create_task(lanes.stop())
    await asyncio.sleep(0)
    free.set()
    await stopping
    assert (seen, len(lanes)) == (["under way"], 0)


def test_a_pace_lets_through_so_many_a_second_after_a_short_burst() -> None:
    hand = Hand()
    pace = Pace(20, hand)
    assert [pace.try_take() for _ in range(3)] == [True, True, False]
    hand.now += 0.06
    assert [pace.try_take() for _ in range(2)] == [True, False]
    hand.now += 60
    assert sum(pace.try_take() for _ in range(10)) == 2


async def test_waiting_for_ones_turn_keeps_the_pace() -> None:
    loop = asyncio.get_running_loop()
    pace, began = Pace(200), loop.time()
    for _ in range(40):
        await pace.take()
    assert loop.time() - began >= 0.08


def test_an_empty_queue_is_not_looked_at() -> None:
    cursor = Cursor(Hand())
    assert (cursor.start(), cursor.wake()) == (None, float("inf"))


def test_new_places_are_looked_at_once_and_everything_again_after_a_rest() -> None:
    hand = Hand()
    cursor = Cursor(hand)
    assert cursor.tell(10)
    assert cursor.start() == 0
    cursor.passed(10)
    assert (cursor.tell(10), cursor.start()) == (False, None)
    assert (cursor.tell(12), cursor.start()) == (True, 10)
    cursor.passed(12)
    hand.now += REST
    assert cursor.start() == 0


def test_what_could_not_go_out_is_looked_at_again_soon_but_not_at_once() -> None:
    hand = Hand()
    cursor = Cursor(hand)
    cursor.tell(10)
    cursor.start()
    cursor.passed(10)
    cursor.again_in(0)
    assert cursor.start() is None
    assert 0 < cursor.wake() < 0.1
    hand.now += 0.1
    assert cursor.start() == 0


def test_minted_ids_look_like_those_of_onprem() -> None:
    made = {mint_id() for _ in range(100)}
    assert len(made) == 100
    assert all(one.startswith("gBEG") and len(one) == 26 and one.isalnum() for one in made)


@given(st.none() | st.text(max_size=480))
@settings(deadline=None)
def test_an_applications_own_value_comes_back_from_inside_the_tag(own: str | None) -> None:
    tag = new_tag()
    wrapped = wrap_tag(tag, own)
    assert wrapped is not None
    assert unwrap_tag(wrapped) == (tag, own)


def test_a_value_that_is_too_long_to_be_wrapped_is_told() -> None:
    assert wrap_tag(new_tag(), "x" * 500) is None


@pytest.mark.parametrize("value", ["", "mine", "wm1.short", "wm1." + "a" * 20 + "b", "wm2." + "a" * 20])
def test_a_value_that_is_not_ours_is_left_alone(value: str) -> None:
    assert unwrap_tag(value) == (None, value)
