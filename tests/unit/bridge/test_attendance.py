"""A process is known to the store, sees what happens there, and stops by itself when it does not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, open_stand, until
from tests.unit.bridge.test_lease import Hand
from wamigrate.bridge.attendance import Attendance
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.routes import LiveRoutes, Unavailable, Way
from wamigrate.config import BridgeSettings, Settings
from wamigrate.store import bridges, routes
from wamigrate.store.opening import Store
from wamigrate.store.routes import Route, RouteState

pytestmark = pytest.mark.anyio

SETTINGS = BridgeSettings(lease=10.0, lease_renewal=2.0, relay_limit=7.0)


class Process:
    """A process that renews only when it is told to; its own time and the database's are moved by hand."""

    def __init__(self, store: Store, database_time: Hand) -> None:
        self.hand = Hand()
        self.routes = LiveRoutes(Lease(self.hand), relay_limit=7.0)
        self.attendance = Attendance(
            store.db, self.routes, SETTINGS, numbers=[NUMBER], time=lambda _: database_time()
        )

    async def way(self) -> Way:
        with await self.routes.admit(NUMBER) as admission:
            return admission.way


async def move(store: Store, to: RouteState, owner: str = "m-1") -> Route:
    moved = await store.db.run(
        lambda conn: routes.move(conn, routes.get(conn, NUMBER, 0.0), to, owner=owner, at=0.0)
    )
    assert moved is not None
    return moved


async def behind(store: Store, epoch: int, now: Hand) -> Sequence[str]:
    found = await store.db.read(
        lambda conn: bridges.unacknowledged(conn, NUMBER, epoch, time=lambda _: now())
    )
    return [bridge.id for bridge in found]


async def test_the_lease_is_over_for_the_process_before_it_is_over_for_the_store(store: Store) -> None:
    now = Hand()
    process = Process(store, now)
    await process.attendance.renew()
    held = await move(store, RouteState.HOLD)
    for seconds in (0.0, 9.9):
        process.hand.now = now.now = 100.0 + seconds
        assert process.routes.lease.left() == pytest.approx(10.0 - seconds)
        assert await behind(store, held.epoch, now) == [process.attendance.id]
    process.hand.now = now.now = 110.0
    assert process.routes.lease.left() <= 0
    assert await behind(store, held.epoch, now) == []


async def test_a_process_whose_clock_stands_elsewhere_has_the_same_lease(store: Store) -> None:
    now = Hand()
    process = Process(store, now)
    process.hand.now = 5_000_000.0
    await process.attendance.renew()
    assert process.routes.lease.left() == 10.0
    assert [b.lease_left for b in await store.db.read(lambda c: bridges.live(c, time=lambda _: 101.0))] == [9]


async def test_a_paused_process_that_wakes_sees_the_hold_before_it_may_relay(store: Store) -> None:
    now = Hand()
    process = Process(store, now)
    await process.attendance.renew()
    assert await process.way() is Way.RELAY
    process.hand.now = now.now = 130.0
    await move(store, RouteState.HOLD)
    with pytest.raises(Unavailable, match="lost contact"):
        await process.way()
    await process.attendance.renew()
    assert await process.way() is Way.HOLD


async def test_a_process_that_wakes_after_the_move_sends_to_cloud(store: Store) -> None:
    now = Hand()
    process = Process(store, now)
    await process.attendance.renew()
    process.hand.now = now.now = 500.0
    await move(store, RouteState.HOLD)
    await move(store, RouteState.CLOUD)
    with pytest.raises(Unavailable):
        await process.way()
    await process.attendance.renew()
    assert await process.way() is Way.CLOUD


async def test_a_process_that_the_store_has_forgotten_enters_again(store: Store) -> None:
    now = Hand()
    process = Process(store, now)
    await process.attendance.renew()
    await store.db.run(lambda conn: bridges.leave(conn, process.attendance.id))
    await process.attendance.renew()
    held = await move(store, RouteState.HOLD)
    assert await behind(store, held.epoch, now) == [process.attendance.id]


async def test_a_hold_is_seen_and_acknowledged_within_moments(stand: Stand) -> None:
    running = await stand.plane.routes.admit(NUMBER)
    held = await stand.move(RouteState.HOLD)
    await asyncio.sleep(0.05)

    def waited_for() -> Sequence[bridges.Bridge]:
        return stand.store.db.read_now(lambda conn: bridges.unacknowledged(conn, NUMBER, held.epoch))

    assert [bridge.id for bridge in waited_for()] == [stand.plane.attendance.id]
    with running:
        pass
    await until(lambda: not waited_for())


async def test_every_process_sees_every_change(stand: Stand, settings: Settings, store: Store) -> None:
    async with open_stand(settings, store, keep=False) as other:
        for state in (RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD):
            moved = await stand.move(state)
            await until(lambda moved=moved: other.seen_epoch == moved.epoch)  # type: ignore[misc]


async def test_listeners_are_told_which_numbers_changed(stand: Stand) -> None:
    told: list[str] = []
    stand.plane.attendance.subscribe(told.extend)
    await stand.move(RouteState.HOLD)
    assert told == [NUMBER]


async def test_the_lease_is_renewed_for_as_long_as_the_process_lives(stand: Stand) -> None:
    await asyncio.sleep(2.5)
    assert stand.plane.routes.lease.left() > 1.0
    assert stand.plane.routes.lease.term == 1


async def test_a_process_that_ends_in_order_is_waited_for_no_longer(settings: Settings, store: Store) -> None:
    async with open_stand(settings, store, keep=False):
        assert len(await store.db.read(bridges.live)) == 1
    assert await store.db.read(bridges.live) == []


async def test_an_end_waits_for_what_is_under_way(settings: Settings, store: Store) -> None:
    async with open_stand(settings, store, keep=False) as stand:
        admission = await stand.plane.routes.admit(NUMBER)
        stopping = asyncio.create_task(stand.plane.attendance.stop())
        await asyncio.sleep(0.05)
        assert len(await store.db.read(bridges.live)) == 1
        with admission:
            pass
        await stopping
        assert await store.db.read(bridges.live) == []


async def test_processes_and_their_machines_are_counted_while_they_live(store: Store) -> None:
    now = Hand()
    process = Process(store, now)

    def others(conn: Any) -> None:
        for n, host in enumerate(("elsewhere", "elsewhere", socket.gethostname())):
            name, lease = f"p{n}", 10.0 if host == "elsewhere" else 30.0
            bridges.enter(conn, name, host=host, pid=n, url=None, lease=lease, time=lambda _: now())

    await store.db.run(others)
    await process.attendance.renew()
    assert (process.attendance.peers, process.attendance.machines) == (4, 2)
    now.now += 11
    await process.attendance.renew()
    assert (process.attendance.peers, process.attendance.machines) == (2, 1)
