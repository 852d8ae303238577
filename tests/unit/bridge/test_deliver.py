"""Events reach the application in order for each customer; a failing one stops others only for a while."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, becomes, until
from wamigrate.bridge.deliver import pause_after
from wamigrate.store.hot import events, inbox
from wamigrate.store.hot.events import NewEvent

pytestmark = pytest.mark.anyio


async def receive(stand: Stand, *told: tuple[str, str]) -> None:
    """Meta sends so many events: customer and text."""
    new = [
        NewEvent(
            NUMBER, customer, "message", stand.plane.sealer.seal(text.encode(), "event", NUMBER), stand.now
        )
        for customer, text in told
    ]
    await stand.plane.hot.run(inbox.receive, new, stand.now)


async def waiting(stand: Stand) -> int:
    return (await stand.plane.hot.read(events.waiting, NUMBER))[0]


def test_pauses_grow_by_three_seconds_up_to_a_quarter_of_an_hour() -> None:
    assert [pause_after(n) for n in (1, 2, 3, 300, 1000)] == [3, 6, 9, 900, 900]


async def test_each_event_is_delivered_once_and_in_order_for_its_customer(stand: Stand) -> None:
    await receive(stand, *((f"c{n % 7}", str(n)) for n in range(100)))
    await until(lambda: len(stand.courier.got) == 100)
    for customer in range(7):
        got = [event.body.decode() for event in stand.courier.got if event.customer == f"c{customer}"]
        assert got == [str(n) for n in range(customer, 100, 7)]
    assert await becomes(lambda: waiting(stand), lambda n: n == 0) == 0
    assert len(stand.courier.tried) == 100


async def test_a_failing_event_holds_up_only_its_customer(stand: Stand) -> None:
    stand.courier.failing = {"bad"}
    await receive(stand, ("c1", "bad"), ("c1", "later"), ("c2", "other"))
    await until(lambda: stand.courier.texts == ["other"])
    await becomes(lambda: waiting(stand), lambda n: n == 2)
    assert "later" not in stand.courier.tried


async def test_it_is_tried_again_after_its_pause_and_then_the_next_one(stand: Stand) -> None:
    stand.courier.failing = {"bad"}
    await receive(stand, ("c1", "bad"), ("c1", "later"))
    await until(lambda: stand.courier.tried == ["bad"])
    await asyncio.sleep(0.1)
    stand.courier.failing = set()
    stand.clock.advance(2.9)
    await asyncio.sleep(0.05)
    assert stand.courier.tried == ["bad"]
    stand.clock.advance(0.2)
    await until(lambda: stand.courier.texts == ["bad", "later"])
    assert stand.courier.got[0].attempts == 1


async def test_after_a_minute_later_events_of_the_customer_pass(stand: Stand) -> None:
    stand.courier.failing = {"bad"}
    await receive(stand, ("c1", "bad"), ("c1", "later"))
    await until(lambda: stand.courier.tried == ["bad"])
    await asyncio.sleep(0.05)
    stand.clock.advance(59)
    await until(lambda: stand.courier.tried.count("bad") == 2)
    await asyncio.sleep(0.05)
    assert "later" not in stand.courier.tried
    stand.clock.advance(2)
    await until(lambda: stand.courier.texts == ["later"])


async def test_after_a_day_it_is_set_aside_for_the_operator(stand: Stand) -> None:
    stand.courier.failing = {"bad"}
    await receive(stand, ("c1", "bad"))
    await until(lambda: stand.courier.tried == ["bad"])
    await asyncio.sleep(0.05)
    stand.clock.advance(86_401)
    await becomes(stand.counts, lambda counts: counts == {"dead": 1})
    assert await waiting(stand) == 0


async def test_a_courier_that_breaks_counts_as_not_delivered(stand: Stand) -> None:
    broken = stand.courier.failing = {"bad"}
    real = stand.courier.deliver

    async def deliver(event: object) -> object:
        if broken:
            raise RuntimeError("a bug")
        return await real(event)  # type: ignore[arg-type]

    stand.courier.deliver = deliver  # type: ignore[method-assign,assignment]
    await receive(stand, ("c1", "bad"))
    (failed,) = await becomes(
        lambda: stand.plane.hot.read(events.page, NUMBER, 0, 10), lambda found: found and found[0].attempts
    )
    assert failed.due_at == stand.now + 3
    broken.clear()
    stand.clock.advance(4)
    await until(lambda: stand.courier.texts == ["bad"])


async def test_no_more_are_under_way_than_the_application_takes_at_once(stand: Stand) -> None:
    stand.courier.wide = 3
    now, most, free = 0, 0, asyncio.Event()
    real = stand.courier.deliver

    async def deliver(event: object) -> object:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        await free.wait()
        now -= 1
        return await real(event)  # type: ignore[arg-type]

    stand.courier.deliver = deliver  # type: ignore[method-assign,assignment]
    await receive(stand, *((f"c{n}", str(n)) for n in range(20)))
    await until(lambda: now == 3)
    await asyncio.sleep(0.02)
    free.set()
    await until(lambda: len(stand.courier.got) == 20)
    assert most == 3
