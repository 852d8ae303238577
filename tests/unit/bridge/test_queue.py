"""Appending: durable, encrypted, bounded, in order, and refused when the queue was closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, open_stand, settings_of, store_of, until
from wamigrate.bridge.queue import Full
from wamigrate.config import Settings
from wamigrate.store.hot import held
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stand(settings: Settings, store: Store) -> AsyncIterator[Stand]:
    """A process that only appends."""
    async with open_stand(settings, store, keep=False) as opened:
        await opened.move(RouteState.HOLD)
        yield opened


async def test_the_application_gets_an_id_that_the_queue_knows(stand: Stand) -> None:
    minted = await stand.hold("r1", "hello")
    (queued,) = await stand.plane.hot.read(held.page, NUMBER, 0, 10)
    assert (queued.minted, queued.recipient) == (minted, "r1")
    assert minted is not None
    assert minted.startswith("gBEG")
    assert stand.plane.sealer.open(queued.body, "held", NUMBER, minted) == b"hello"
    assert stand.plane.sealer.open(queued.body, "held", NUMBER, "another") is None


async def test_a_message_that_names_its_age_has_that_deadline(stand: Stand) -> None:
    await stand.hold("r1", "short", max_age=60)
    await stand.hold("r1", "long")
    short, long = await stand.plane.hot.read(held.page, NUMBER, 0, 10)
    assert (short.deadline - stand.now, long.deadline - stand.now) == (60, 86_400)


async def test_messages_that_arrive_together_keep_the_order_of_their_arrival(stand: Stand) -> None:
    await asyncio.gather(*(stand.hold(f"r{n % 5}", str(n)) for n in range(100)))
    queue = await stand.plane.hot.read(held.page, NUMBER, 0, 200)
    for recipient in range(5):
        got = [
            stand.plane.sealer.open(m.body, "held", NUMBER, m.minted)
            for m in queue
            if m.recipient == f"r{recipient}"
        ]
        assert got == [str(n).encode() for n in range(recipient, 100, 5)]


@pytest.mark.parametrize(
    ("limits", "fits"), [({"max_messages": 3}, 3), ({"max_bytes": 25}, 2), ({"max_bytes": 1}, 0)]
)
async def test_a_full_hold_refuses_and_keeps_what_it_has(url: str, limits: dict[str, int], fits: int) -> None:
    settings = settings_of(url, hold=limits)
    with store_of(settings) as store:
        async with open_stand(settings, store, keep=False) as stand:
            await stand.move(RouteState.HOLD)
            results = await asyncio.gather(
                *(stand.hold("r1", "ten bytes!") for _ in range(6)), return_exceptions=True
            )
            assert [isinstance(result, Full) for result in results] == [n >= fits for n in range(6)]
            assert (await stand.plane.hot.read(held.totals, NUMBER))[0] == fits


async def test_a_full_hold_takes_again_when_some_have_gone(url: str) -> None:
    settings = settings_of(url, hold={"max_messages": 1})
    with store_of(settings) as store:
        async with open_stand(settings, store) as stand:
            await stand.move(RouteState.HOLD)
            await stand.hold("r1", "one")
            with pytest.raises(Full):
                await stand.hold("r1", "two")
            await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
            await until(lambda: stand.sender.to("r1") == ["one"])
            await stand.drained()
            stand.clock.advance(2)
            with await stand.plane.routes.admit(NUMBER) as admission:
                assert await stand.plane.queue.hold(admission, recipient="r1", body=b"two")


async def test_an_append_that_comes_after_the_queue_was_closed_is_told_to_look_again(stand: Stand) -> None:
    with await stand.plane.routes.admit(NUMBER) as admission:
        await stand.plane.hot.run(held.close_gate, NUMBER, admission.epoch + 1)
        assert await stand.plane.queue.hold(admission, recipient="r1", body=b"late") is None
    assert await stand.plane.hot.read(held.totals, NUMBER) == (0, 0)


async def test_who_has_something_in_the_queue_is_known_everywhere_before_the_application_is_answered(
    stand: Stand, settings: Settings, store: Store
) -> None:
    await stand.move(RouteState.CLOUD)
    async with open_stand(settings, store, keep=False) as other:
        await until(lambda: not other.plane.queue.waits(NUMBER, "r1"))
        await until(lambda: stand.plane.attendance.peers == 2)
        with await stand.plane.routes.admit(NUMBER) as admission:
            await stand.plane.queue.unknown(admission, recipient="r1", body=b"one", tag="wm1.t")
            assert other.plane.queue.waits(NUMBER, "r1")
            await stand.plane.queue.hold(admission, recipient="r3", body=b"two")
        assert stand.plane.queue.waits(NUMBER, "r1")
        assert {who: other.plane.queue.waits(NUMBER, who) for who in ("r1", "r2", "r3")} == {
            "r1": True,
            "r2": False,
            "r3": True,
        }


async def test_until_the_queues_were_read_after_a_change_everybody_waits(stand: Stand) -> None:
    await stand.move(RouteState.CLOUD)
    await until(lambda: not stand.plane.queue.waits(NUMBER, "r1"))
    stand.plane.queue.moved([NUMBER])
    assert stand.plane.queue.waits(NUMBER, "anybody")
    await until(lambda: not stand.plane.queue.waits(NUMBER, "anybody"))


async def test_nobody_is_asked_who_waits_while_nobody_does(stand: Stand) -> None:
    await stand.move(RouteState.CLOUD)
    queue = stand.plane.queue
    await until(lambda: queue.is_quiet(NUMBER))
    queue.moved([NUMBER])
    assert (queue.is_quiet(NUMBER), await queue.is_sure(NUMBER), await queue.is_sure(NUMBER)) == (
        False,
        False,
        True,
    )
    with await stand.plane.routes.admit(NUMBER) as admission:
        await queue.unknown(admission, recipient="r1", body=b"one", tag="wm1.t")
    assert not queue.is_quiet(NUMBER)


async def test_a_long_queue_becomes_shorter_however_many_want_to_add_to_it(url: str) -> None:
    settings = settings_of(url, message_rate=20)
    with store_of(settings) as store:
        async with open_stand(settings, store, keep=False) as stand:
            await stand.move(RouteState.HOLD)
            for _ in range(30):
                await stand.hold("r1", "before")
            await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
            results = await asyncio.gather(
                *(stand.hold(f"r{n}", "now") for n in range(50)), return_exceptions=True
            )
            accepted = [result for result in results if isinstance(result, str)]
            assert 1 <= len(accepted) <= 5
            assert {type(result) for result in results if not isinstance(result, str)} == {Full}


async def test_a_short_queue_takes_whatever_comes(url: str) -> None:
    settings = settings_of(url, message_rate=20)
    with store_of(settings) as store:
        async with open_stand(settings, store, keep=False) as stand:
            await stand.move(RouteState.HOLD)
            await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
            assert None not in [await stand.hold("r1", "now") for _ in range(12)]
