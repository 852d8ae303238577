"""Leaving `draining`: nobody overtakes the tail of the queue, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, becomes, open_stand, settings_of, store_of, until
from wamigrate.bridge.routes import Way
from wamigrate.bridge.seams import Unknown
from wamigrate.config import Settings
from wamigrate.store import bridges
from wamigrate.store.hot import held
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio
HOLD, DRAINING, CLOUD, ONPREM = RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD, RouteState.ONPREM


async def drain(stand: Stand, to: RouteState = CLOUD) -> None:
    if stand.route.state is not HOLD:
        await stand.move(HOLD)
    await stand.move(DRAINING, target=to)


def closing_seen(stand: Stand) -> bool:
    seen = stand.plane.routes.route(NUMBER)
    return seen is not None and seen.closing


async def test_an_empty_queue_is_left_at_once(stand: Stand) -> None:
    began = asyncio.get_running_loop().time()
    await drain(stand)
    await stand.drained()
    assert asyncio.get_running_loop().time() - began < 2
    assert (stand.route.epoch, stand.route.owner, stand.route.target) == (4, "m-1", None)


async def test_a_number_without_an_owner_goes_back_to_onprem_without_one(stand: Stand) -> None:
    await drain(stand, ONPREM)
    await stand.drained(ONPREM)
    assert stand.route.state is ONPREM


async def test_it_waits_for_an_append_that_is_under_way_and_sends_it(stand: Stand) -> None:
    await stand.move(HOLD)
    admission = await stand.plane.routes.admit(NUMBER)
    await stand.move(DRAINING, target=CLOUD)
    await asyncio.sleep(0.2)
    assert stand.route.state is DRAINING
    with admission:
        assert await stand.plane.queue.hold(admission, recipient="r1", body=b"last")
    await stand.drained()
    assert stand.sender.to("r1") == ["last"]


async def test_what_comes_while_the_queue_is_closed_goes_to_cloud_after_the_tail(stand: Stand) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "tail")
    stand.sender.gate.clear()
    await stand.move(DRAINING, target=CLOUD)
    await until(lambda: closing_seen(stand))
    late = asyncio.create_task(stand.plane.routes.admit(NUMBER))
    await asyncio.sleep(0.05)
    assert not late.done()
    stand.sender.gate.set()
    with await late as admission:
        assert admission.way is Way.CLOUD
        assert stand.sender.to("r1") == ["tail"]


async def test_a_tail_that_takes_too_long_opens_the_queue_again(tmp_path: Path) -> None:
    settings = settings_of(f"sqlite:///{tmp_path / 'w.db'}", lease=10.0, relay_limit=8.0)
    with store_of(settings) as store:
        async with open_stand(settings, store) as stand:
            await stand.move(HOLD)
            await stand.hold("r1", "slow")
            stand.sender.gate.clear()
            await stand.move(DRAINING, target=CLOUD)
            await until(lambda: closing_seen(stand))
            await until(lambda: not stand.route.closing)
            assert stand.route.state is DRAINING
            assert await stand.hold("r1", "meanwhile")
            stand.sender.gate.set()
            await stand.drained()
            assert stand.sender.to("r1") == ["slow", "meanwhile"]


async def test_every_process_must_have_stopped_appending(
    stand: Stand, settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store, keep=False) as other:
        await stand.move(HOLD)
        await until(lambda: other.seen_epoch == stand.seen_epoch)
        admission = await other.plane.routes.admit(NUMBER)
        await stand.move(DRAINING, target=CLOUD)
        await asyncio.sleep(0.3)
        assert stand.route.state is DRAINING
        with admission:
            assert await other.plane.queue.hold(admission, recipient="r1", body=b"last")
        await stand.drained()
        assert stand.sender.to("r1") == ["last"]


async def test_a_process_that_died_is_waited_for_only_until_its_lease_ends(
    stand: Stand, store: Store
) -> None:
    await store.db.run(lambda conn: bridges.enter(conn, "dead", host="there", pid=1, url=None, lease=1.0))
    await drain(stand)
    await asyncio.sleep(0.3)
    assert stand.route.state is DRAINING
    await stand.drained()


async def test_an_append_that_was_paused_all_the_while_is_refused(stand: Stand) -> None:
    await stand.move(HOLD)
    paused = await stand.plane.routes.admit(NUMBER)
    stand.plane.routes.release(paused)  # as if its process had lost its lease and nobody waited for it
    await stand.move(DRAINING, target=CLOUD)
    await stand.drained()
    assert await stand.plane.queue.hold(paused, recipient="r1", body=b"too late") is None
    assert await stand.plane.hot.read(held.totals, NUMBER) == (0, 0)


async def test_a_recipient_that_waits_for_a_lost_send_does_not_keep_the_number_draining(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown()]
    await stand.move(HOLD)
    for text in ("lost", "behind"):
        await stand.hold("r1", text)
    await stand.move(DRAINING, target=CLOUD)
    await stand.drained()
    await becomes(lambda: stand.plane.hot.read(held.totals, NUMBER), lambda found: found[0] == 2)
    await until(lambda: stand.plane.queue.waits(NUMBER, "r1"))


async def test_a_number_that_is_held_again_while_it_goes_back_keeps_its_queue(stand: Stand) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "one")
    stand.sender.gate.clear()
    await stand.move(DRAINING, target=ONPREM)
    await until(lambda: stand.sender.begun == 1)
    again = await stand.move(HOLD)
    await stand.hold("r1", "two")
    await asyncio.sleep(0.05)
    waited = await stand.store.db.read(lambda conn: bridges.unacknowledged(conn, NUMBER, again.epoch))
    assert len(waited) == 1
    stand.sender.gate.set()
    await until(
        lambda: not stand.store.db.read_now(lambda conn: bridges.unacknowledged(conn, NUMBER, again.epoch))
    )
    assert stand.sender.sent == [("r1", "one", Way.RELAY)]
    await stand.move(DRAINING, target=CLOUD)
    await stand.drained()
    assert stand.sender.sent[1:] == [("r1", "two", Way.CLOUD)]


async def test_nothing_is_left_behind_when_a_number_goes_back_to_onprem(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown()]
    await stand.move(HOLD)
    for text in ("lost", "behind"):
        await stand.hold("r1", text)
    await stand.move(DRAINING, target=ONPREM)
    await until(lambda: stand.sender.begun == 1)
    await asyncio.sleep(0.2)
    assert stand.route.state is DRAINING
    stand.clock.advance(121)
    await stand.drained(ONPREM)
    assert stand.sender.to("r1") == ["lost", "behind"]
