"""One living process keeps a number; others take over when it dies, and wait when it ends in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest

from tests.unit.bridge.stand import NUMBER, open_stand, settings_of, store_of, until
from wamigrate.bridge.keeper import Keeper
from wamigrate.bridge.queue import HeldQueue
from wamigrate.config import Settings
from wamigrate.store.hot import events, held, keepers, work
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import HotStore
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


async def test_only_one_of_two_processes_keeps_a_number(settings: Settings, store: Store) -> None:
    async with open_stand(settings, store) as first, open_stand(settings, store) as second:
        assert (first.keeper.numbers, second.keeper.numbers) == ([NUMBER], [])
        await asyncio.sleep(0.5)
        assert (first.keeper.numbers, second.keeper.numbers) == ([NUMBER], [])


async def test_a_number_is_handed_over_when_its_keeper_ends_in_order(
    settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store) as first, open_stand(settings, store) as second:
        await first.keeper.stop()
        await until(lambda: second.keeper.numbers == [NUMBER], limit=1)


async def test_a_keeper_that_lost_its_lease_sends_and_delivers_nothing_more(
    settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store) as stand:
        await stand.move(RouteState.HOLD)
        await stand.hold("r1", "one")
        for task in stand.keeper.loops:
            task.cancel()
        await asyncio.gather(*stand.keeper.loops, return_exceptions=True)
        stand.keeper.lease.given_back()
        await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
        body = stand.plane.sealer.seal(b"e", "event", NUMBER)
        await stand.plane.hot.run(events.append, NewEvent(NUMBER, "c", "message", body, stand.now))
        await asyncio.sleep(0.3)
        assert (stand.sender.sent, stand.courier.tried) == ([], [])
        assert (await stand.plane.hot.read(held.totals, NUMBER))[0] == 1


async def test_a_process_that_takes_over_drains_what_the_other_had_begun(
    settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store) as first:
        await first.move(RouteState.HOLD)
        for n in range(20):
            await first.hold("r1", str(n))
        first.sender.gate.clear()
        await first.move(RouteState.DRAINING, target=RouteState.CLOUD)
        await until(lambda: first.sender.begun == 1)
        for task in first.keeper.loops:
            task.cancel()
        first.keeper.lease.given_back()
        async with open_stand(settings, store) as second:
            await until(lambda: second.keeper.numbers == [NUMBER], limit=5)
            second.clock.advance(121)
            await until(lambda: len(second.sender.to("r1")) == 20)
            assert second.sender.to("r1") == [str(n) for n in range(20)]
            assert (await second.counts())["resent"] == 1


async def test_a_process_that_comes_later_gets_its_share_and_gives_it_back(url: str) -> None:
    one = settings_of(url)
    names = [f"10654035224290{n}" for n in range(4)]
    numbers = [
        msgspec.structs.replace(one.number[0], name=f"n{n}", phone_number_id=name)
        for n, name in enumerate(names)
    ]
    settings = msgspec.structs.replace(one, number=numbers)
    with store_of(settings) as store:
        async with open_stand(settings, store) as first:
            assert first.keeper.numbers == names
            async with open_stand(settings, store) as second:
                await until(lambda: len(second.keeper.numbers) == 2)
                assert sorted([*first.keeper.numbers, *second.keeper.numbers]) == names
            await until(lambda: sorted(first.keeper.numbers) == names)


class Flaky:
    """A data plane in which some programs fail once, as nobody foresaw."""

    def __init__(self, hot: HotStore, *programs: Any) -> None:
        self._hot = hot
        self.left = list(programs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hot, name)

    async def read(self, program: Any, *args: Any) -> Any:
        self._fail(program)
        return await self._hot.read(program, *args)

    async def run(self, program: Any, *args: Any) -> Any:
        self._fail(program)
        return await self._hot.run(program, *args)

    def _fail(self, program: Any) -> None:
        if program in self.left:
            self.left.remove(program)
            raise RuntimeError("a bug")


async def test_a_look_that_fails_as_nobody_foresaw_is_not_the_last_one(
    settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store, keep=False) as stand:
        flaky = Flaky(stand.plane.hot, work.look, events.page)
        plane = replace(stand.plane, hot=cast(HotStore, flaky))
        stand.keeper = Keeper(plane, stand.sender, stand.courier)
        await stand.keeper.start()
        body = stand.plane.sealer.seal(b"e", "event", NUMBER)
        await stand.plane.hot.run(events.append, NewEvent(NUMBER, "c", "message", body, stand.now))
        await until(lambda: stand.courier.texts == ["e"])
        flaky.left.append(keepers.claim)
        await until(lambda: not flaky.left)
        left = stand.keeper.lease.left()
        await until(lambda: stand.keeper.lease.left() > left)


async def test_who_waits_is_known_again_after_a_look_that_failed_as_nobody_foresaw(
    settings: Settings, store: Store
) -> None:
    async with open_stand(settings, store, keep=False) as stand:
        flaky = Flaky(stand.plane.hot, held.recipients)
        plane = stand.plane
        queue = HeldQueue(cast(HotStore, flaky), plane.sealer, settings.hold, plane.clock)
        looking = asyncio.create_task(queue.keep_looking())
        queue.moved([NUMBER])
        await until(lambda: queue.is_quiet(NUMBER))
        assert not flaky.left
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
