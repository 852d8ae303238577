"""Keeps numbers: drains and delivers for those that this process has taken; takes those that nobody keeps."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from wamigrate.bridge.closing import Closing
from wamigrate.bridge.deliver import Deliver
from wamigrate.bridge.drain import Drain, Keeping
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.queue import BREATH
from wamigrate.bridge.seams import Courier, Sender
from wamigrate.errors import StoreError
from wamigrate.store.hot import keepers, unknown, work
from wamigrate.store.hot.retention import purge

__all__ = ["Keeper"]

AGAIN = 0.25
FORGET_EVERY = 600.0

T = TypeVar("T")
log = logging.getLogger("wamigrate.bridge")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is done for one number."""

    drain: Drain
    deliver: Deliver
    kick: asyncio.Event
    task: asyncio.Task[None]


class Keeper:
    """One process's share of the numbers. `start` after the plane is open, `stop` before it is closed."""

    def __init__(self, plane: Plane, sender: Sender, courier: Courier) -> None:
        self._plane = plane
        self._sender = sender
        self._courier = courier
        self._process = plane.attendance.id
        self.lease = Lease()
        """For how long the numbers are kept by this process."""
        self._numbers = {number.phone_number_id: number for number in plane.settings.number}
        self._kept: dict[str, _Kept] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self.loops: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        plane.hot.on_news(self._news.set)
        plane.attendance.subscribe(self._kick)

    @property
    def numbers(self) -> Sequence[str]:
        """What this process keeps now."""
        return list(self._kept)

    async def start(self) -> None:
        """Take what nobody keeps, and go on taking."""
        with contextlib.suppress(StoreError):
            await self._claim()
        self.loops = [asyncio.create_task(loop) for loop in self._begin()]

    def _begin(self) -> Iterator[Coroutine[None, None, None]]:
        yield self._claim_for_ever()
        yield self._look_for_ever()
        yield self._forget_for_ever()

    async def stop(self) -> None:
        """Finish what is under way, and let others take the numbers."""
        for task in self.loops:
            task.cancel()
        await asyncio.gather(*self.loops, return_exceptions=True)
        self._drop(list(self._kept))
        await asyncio.gather(*self._leaving.values())
        with contextlib.suppress(StoreError):
            await self._plane.hot.run(keepers.give_up, self._process)

    async def _claim_for_ever(self) -> None:
        pause = self._plane.settings.bridge.lease_renewal
        while True:
            await asyncio.sleep(pause)
            try:
                await self._claim()
                pause = self._plane.settings.bridge.lease_renewal
            except StoreError as error:
                log.warning("the data plane is away: %s", error.message)
                pause = AGAIN
            except Exception:
                log.exception("the numbers could not be kept")
                pause = AGAIN

    async def _claim(self) -> None:
        asked, length = self.lease.clock(), self._plane.settings.bridge.lease
        term = self.lease.term
        now = await self._plane.hot.run(keepers.renew, self._process, length)
        claim = await self._plane.hot.run(keepers.claim, self._process, list(self._numbers), now)
        self.lease.granted(asked, length)
        if self.lease.term != term:
            # It had ended: others may have kept these numbers meanwhile.
            self._drop(list(self._kept))
        self._drop([number for number in self._kept if number not in claim.kept])
        self._drop(list(self._kept)[claim.share :])
        for number in claim.kept[: claim.share]:
            if number not in self._kept and number not in self._leaving and number in self._numbers:
                await self._keep(number)
                self._news.set()

    async def _forget_for_ever(self) -> None:
        while True:
            try:
                await purge(self._plane.hot, self._plane.clock.now().timestamp())
                await self._plane.memory.purge()
            except StoreError as error:
                log.warning("the store is away: %s", error.message)
            await asyncio.sleep(FORGET_EVERY)

    async def _look_for_ever(self) -> None:
        """Wake those numbers for which there is something new."""
        while True:
            await self._news.wait()
            self._news.clear()
            found = await _patiently(self._plane.hot.read(work.look))
            if found is None:
                await asyncio.sleep(AGAIN)
                self._news.set()
                continue
            for number, kept in self._kept.items():
                held_news = kept.drain.tell(found.held.get(number))
                event_news = kept.deliver.cursor.tell(found.events.get(number))
                if held_news or event_news:
                    kept.kick.set()
            await asyncio.sleep(BREATH)

    async def _keep(self, number: str) -> None:
        now = self._plane.clock.now().timestamp()
        settle_by = now + self._plane.settings.hold.unknown_wait
        adopted = await self._plane.hot.run(unknown.adopt, number, self._process, now, settle_by)
        if adopted:
            log.warning("%d messages were being sent when their process ended", adopted)
        told = self._numbers[number]
        keeping = Keeping(
            self._process, self.lease, number, told.message_rate, resend=told.unknown_sends == "resend"
        )
        drain = Drain(self._plane, self._sender, keeping)
        deliver = Deliver(self._plane, self._courier, keeping)
        kick = asyncio.Event()
        drain.on_change(kick.set)
        deliver.on_change(kick.set)
        task = asyncio.create_task(self._work(drain, deliver, kick))
        self._kept[number] = _Kept(drain, deliver, kick, task)

    async def _work(self, drain: Drain, deliver: Deliver, kick: asyncio.Event) -> None:
        bridge = self._plane.settings.bridge
        closing = Closing(drain, lease=bridge.lease, renewal=bridge.lease_renewal)
        while True:
            kick.clear()
            waits = await _patiently(_turns(drain, deliver, closing))
            pause = AGAIN if waits is None else min((wait for wait in waits if wait != inf), default=None)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await kick.wait()

    def _drop(self, numbers: Sequence[str]) -> None:
        """Begin nothing more for these numbers; what is under way ends by itself."""
        for number in numbers:
            self._leaving[number] = asyncio.create_task(self._leave(number, self._kept.pop(number)))

    async def _leave(self, number: str, kept: _Kept) -> None:
        kept.task.cancel()
        await asyncio.gather(kept.task, return_exceptions=True)
        await asyncio.gather(kept.drain.stop(), kept.deliver.stop())
        with contextlib.suppress(StoreError):
            await self._plane.hot.run(keepers.release, self._process, number)
        self._leaving.pop(number)

    def _kick(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            if number in self._kept:
                self._kept[number].kick.set()


async def _turns(drain: Drain, deliver: Deliver, closing: Closing) -> Sequence[float]:
    """After how many seconds each of them wants to look again."""
    waits = [await drain.turn(), await deliver.turn(), await closing.turn()]
    return [wait for wait in waits if wait is not None]


async def _patiently(look: Awaitable[T]) -> T | None:
    """None where it failed: a loop that ended would leave its numbers to nobody, and nobody would know."""
    try:
        return await look
    except StoreError as error:
        log.warning("the store is away: %s", error.message)
    except Exception:
        log.exception("a look at the queues failed")
    return None
