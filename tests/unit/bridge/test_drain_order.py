"""Nothing overtakes a message that could not go out, before the queue is looked at as a whole again."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, open_stand, settings_of, store_of, until
from wamigrate.bridge.drain import Drain, Keeping
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.seams import NotYet, Outcome, Unknown
from wamigrate.errors import StoreError
from wamigrate.store.hot import held, keepers, work
from wamigrate.store.hot.held import HeldState
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio
PROCESS = "by-hand"


@pytest.fixture
async def stand(url: str) -> AsyncIterator[Stand]:
    """A process whose keeper does nothing: the test has the turns."""
    settings = settings_of(url)
    with store_of(settings) as store:
        async with open_stand(settings, store, keep=False) as stand:
            yield stand


async def drain_of(stand: Stand) -> Drain:
    await stand.plane.hot.run(keepers.renew, PROCESS, 60.0)
    now = stand.plane.clock.now().timestamp()
    await stand.plane.hot.run(keepers.claim, PROCESS, [NUMBER], now)
    lease = Lease()
    lease.granted(lease.clock(), 60.0)
    return Drain(stand.plane, stand.sender, Keeping(PROCESS, lease, NUMBER, rate=1000.0))


async def turn(stand: Stand, drain: Drain) -> None:
    """One look, and what comes of it."""
    found = await stand.plane.hot.read(work.look)
    drain.cursor.tell(found.held.get(NUMBER))
    await drain.turn()
    await until(lambda: drain.idle)


@pytest.mark.parametrize("outcome", [Unknown(), NotYet(60.0, whole_number=False), StoreError("away")])
async def test_what_comes_next_waits_behind_what_could_not_go(
    stand: Stand, outcome: Outcome | BaseException
) -> None:
    await stand.move(RouteState.HOLD)
    await stand.hold("r1", "first")
    await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
    stand.sender.answers["r1"] = [outcome]
    drain = await drain_of(stand)
    await turn(stand, drain)
    await stand.hold("r1", "second")
    await stand.hold("r2", "free")
    await turn(stand, drain)
    assert (stand.sender.to("r1"), stand.sender.to("r2")) == ([], ["free"])


class Losing:
    """A store that does what it is told, and breaks off before it has said so, once."""

    def __init__(self, hot: Any) -> None:
        self._hot = hot
        self._lost = False

    async def run(self, program: Any, *args: Any, **kwargs: Any) -> Any:
        done = await self._hot.run(program, *args, **kwargs)
        if program is held.begin_send and not self._lost:
            self._lost = True
            raise StoreError("away")
        return done

    async def read(self, program: Any, *args: Any) -> Any:
        return await self._hot.read(program, *args)


async def test_a_mark_that_the_store_did_not_confirm_is_taken_back(stand: Stand) -> None:
    await stand.move(RouteState.HOLD)
    await stand.hold("r1", "first")
    await stand.move(RouteState.DRAINING, target=RouteState.CLOUD)
    drain = await drain_of(stand)
    losing: Any = Losing(stand.plane.hot)
    drain.plane = dataclasses.replace(stand.plane, hot=losing)
    await turn(stand, drain)
    (message,) = await stand.plane.hot.read(held.page, NUMBER, 0, 10)
    assert message.state is HeldState.WAITING
