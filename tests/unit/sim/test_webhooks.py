"""Lanes: how many deliveries are in flight, how long a failed one waits, when it is given up."""

from __future__ import annotations

import asyncio

import pytest

from wamigrate.sim.clock import WorldClock
from wamigrate.sim.webhooks import Delivery, Lane, Poster, acceptable_endpoint


class Recorder(Poster):
    """Answers from a list instead of sending; None in the list waits for `go`."""

    def __init__(self, clock: WorldClock, statuses: list[int]) -> None:
        super().__init__(clock)
        self.statuses = statuses
        self.seen: list[str] = []
        self.open = 0
        self.most_open = 0

    async def post(self, api: str, url: str, delivery: Delivery) -> int | None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        await asyncio.sleep(0)
        self.open -= 1
        self.seen.append(delivery.body.decode())
        return self.statuses.pop(0) if self.statuses else 200


def lane(clock: WorldClock, poster: Poster, *, limit: int = 2, patience: float = 100.0) -> Lane:
    return Lane("onprem", clock, poster, lambda: limit, lambda attempt: 3.0 * attempt, patience)


def delivery(body: str) -> Delivery:
    return Delivery(lambda: "http://127.0.0.1:1/", body.encode(), {}, "main")


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_no_more_than_the_limit_are_in_flight() -> None:
    clock = WorldClock(lambda: 0.0)
    poster = Recorder(clock, [])
    one = lane(clock, poster)
    for n in range(6):
        one.submit(delivery(str(n)))
    assert len(one) == 6
    await settle()
    assert (poster.most_open, len(one), poster.seen) == (2, 0, ["0", "1", "2", "3", "4", "5"])


@pytest.mark.anyio
async def test_a_failed_delivery_waits_longer_each_time() -> None:
    clock = WorldClock(lambda: 0.0)
    poster = Recorder(clock, [500, 500])
    one = lane(clock, poster)
    one.submit(delivery("a"))
    await settle()
    for pause, attempts in ((2.9, 1), (0.2, 2), (5.8, 2), (0.2, 3)):
        clock.advance(pause)
        await settle()
        assert len(poster.seen) == attempts
    assert len(one) == 0


@pytest.mark.anyio
async def test_a_delivery_is_given_up_when_patience_ends() -> None:
    clock = WorldClock(lambda: 0.0)
    poster = Recorder(clock, [500] * 10)
    one = lane(clock, poster, patience=5.0)
    one.submit(delivery("a"))
    await settle()
    for _ in range(5):
        clock.advance(10)
        await settle()
    assert (poster.seen, len(one)) == (["a", "a"], 0)


@pytest.mark.anyio
async def test_what_waits_can_be_lost_and_a_closed_lane_sends_nothing() -> None:
    clock = WorldClock(lambda: 0.0)
    poster = Recorder(clock, [500])
    one = lane(clock, poster)
    one.submit(delivery("a"))
    await settle()
    assert one.drop() == 1
    one.close()
    one.submit(delivery("b"))
    clock.advance(100)
    await settle()
    assert poster.seen == ["a"]


@pytest.mark.anyio
async def test_a_late_delivery_comes_late() -> None:
    clock = WorldClock(lambda: 0.0)
    poster = Recorder(clock, [])
    one = lane(clock, poster)
    one.submit(delivery("late"), late=60)
    one.submit(delivery("now"))
    await settle()
    clock.advance(60)
    await settle()
    assert poster.seen == ["now", "late"]


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://hooks.example.com/a", True),
        ("http://hooks.example.com/a", False),
        ("http://127.0.0.1:1/a", True),
        ("http://[::1]:1/a", True),
        ("http://localhost/a", True),
        ("http://10.0.0.1/a", False),
        ("ftp://127.0.0.1/a", False),
        ("https://", False),
        ("https://[", False),
    ],
)
def test_endpoints_are_https_or_on_loopback(url: str, fits: bool) -> None:
    assert acceptable_endpoint(url) is fits
