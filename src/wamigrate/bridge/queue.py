"""A number's queue as the handlers use it: append, encrypted and bounded, or say that it is full."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wamigrate.bridge.ids import mint_id, new_tag
from wamigrate.bridge.pace import Pace
from wamigrate.bridge.routes import Admission
from wamigrate.bridge.turns import Turn, Turns
from wamigrate.config import HoldSettings
from wamigrate.core.clock import Clock
from wamigrate.errors import StoreError
from wamigrate.store.hot import held, returned, unknown
from wamigrate.store.hot.held import NewHeld, Put
from wamigrate.store.hot.program import HotStore
from wamigrate.store.routes import RouteState
from wamigrate.store.sealing import Sealer

__all__ = ["BREATH", "MOST_BEHIND", "Full", "HeldQueue"]

MOST_BEHIND = 1_000
"""A queue is left to its keeper when it is no longer than this, for everybody must know who waits in it."""
log = logging.getLogger("wamigrate.bridge")
AGAIN, PATIENCE = 0.1, 1.0
NEVER = 2**62

BREATH = 0.02
"""Between two looks: under load there is always news, and it can be taken in together."""
RECOUNT = 1.0
"""How long a count may be old that other processes may have changed."""
COUNTING = 0.02
"""What part of the time a long queue is counted, for that takes the longer the longer it is."""


class Full(Exception):
    """The number's queue holds as much as it may, or would not become shorter (503, code 1016)."""


@dataclass(slots=True)
class _Meter:
    messages: int
    size: int
    good_until: float


class HeldQueue:
    """Appends to the queues of all numbers."""

    def __init__(
        self,
        hot: HotStore,
        sealer: Sealer,
        settings: HoldSettings,
        clock: Clock,
        *,
        rate: Callable[[str], float] = lambda _: float("inf"),
        at_once: Callable[[str], bool] = lambda _: True,
        spread: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`rate`: how many messages a second this process may add to a queue that is being emptied.

        `at_once`: whether new messages of a number are sent at once, so that it matters who waits.
        `spread`: seconds in which other processes surely hear who waits; 0 where there are none.
        """
        self._hot = hot
        self._sealer = sealer
        self._settings = settings
        self._clock = clock
        self._rate = rate
        self._at_once = at_once
        self._spread = spread
        self._paces: dict[str, Pace] = {}
        self._meters: dict[str, _Meter] = {}
        self._counting: dict[str, asyncio.Task[None]] = {}
        self._behind: dict[str, set[str]] = {}
        self._recent: dict[tuple[str, str], int] = {}
        self._looks = 0
        self._unsure: set[str] = set()
        self._looked = asyncio.Event()
        self._returning: set[str] = set()
        self._turns = Turns()
        self._news = asyncio.Event()
        hot.on_news(self._news.set)

    async def hold(
        self,
        admission: Admission,
        *,
        recipient: str,
        body: bytes,
        minted: str | None = None,
        tag: str | None = None,
        max_age: float | None = None,
    ) -> str | None:
        """Append a message; the ID that the application is given, once it is durable.

        None when the route moved on meanwhile: admit again. Raises Full.
        """
        async with self._turn(admission.number, recipient):
            await self._reserve(admission, len(body))
            new = self._new(admission, recipient, body, minted, tag, max_age=max_age, settle_by=None)
            put = await self._hot.run(held.put, new)
        if put is not Put.STORED:
            return None
        await self._until_known(admission.number)
        return new.minted

    async def unknown(
        self,
        admission: Admission,
        *,
        recipient: str,
        body: bytes,
        tag: str,
        minted: str | None = None,
        max_age: float | None = None,
    ) -> str:
        """Keep a message that may have been sent; the ID that the application is given.

        Its recipient waits until a status with the tag proves it, or the number's policy decides. Where such
        a status has come already, there is nothing to keep, and the ID is Cloud API's own.
        """
        settle_by = self._now() + self._settings.unknown_wait
        async with self._turn(admission.number, recipient):
            new = self._new(admission, recipient, body, minted, tag, max_age=max_age, settle_by=settle_by)
            given = await self._hot.run(unknown.put_unknown, new)
        await self._until_known(admission.number)
        return given

    async def _until_known(self, number: str) -> None:
        """Once answered, the application may send the next one to another process, where it must not pass."""
        if self._at_once(number):
            await asyncio.sleep(self._spread())

    def waits(self, number: str, recipient: str) -> bool:
        """Whether something for this recipient is still to go out: append behind it instead of sending."""
        return (
            number in self._unsure
            or recipient in self._behind.get(number, ())
            or (number, recipient) in self._recent
        )

    def is_quiet(self, number: str) -> bool:
        """Whether nobody of this number waits, as far as this process knows."""
        return not (self._recent or number in self._unsure or self._behind.get(number))

    async def is_sure(self, number: str) -> bool:
        """Whether it is known who waits; False only after a look for which this waited."""
        if number not in self._unsure:
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._looked.wait()
        return False

    def may_have_returned(self, number: str) -> bool:
        """Whether messages of this number may have gone from its queue to On-Premises, now or ever."""
        return number in self._returning or number in self._unsure

    def moved(self, numbers: Sequence[str]) -> None:
        """These routes have changed: until their queues were read, everybody waits behind what is in them."""
        self._returning.update(number for number in numbers if not self._at_once(number))
        self._unsure.update(number for number in numbers if self._at_once(number))
        self._news.set()

    def _turn(self, number: str, recipient: str) -> Turn:
        """The recipient's turn. It counts as waiting until a look that began afterwards is over."""

        def begin() -> None:
            self._recent[number, recipient] = NEVER
            self._returning.add(number)

        def end() -> None:
            self._recent[number, recipient] = self._looks + 1
            self._news.set()

        return self._turns.of(f"{number} {recipient}", begin, end)

    def _new(
        self,
        admission: Admission,
        recipient: str,
        body: bytes,
        minted: str | None,
        tag: str | None,
        *,
        max_age: float | None,
        settle_by: float | None,
    ) -> NewHeld:
        number, now, minted = admission.number, self._now(), minted or mint_id()
        return NewHeld(
            number=number,
            recipient=recipient,
            minted=minted,
            tag=tag or new_tag(),
            body=self._sealer.seal(body, "held", number, minted),
            size=len(body),
            accepted_at=now,
            deadline=now + (self._settings.max_age if max_age is None else max_age),
            epoch=admission.epoch,
            settle_by=settle_by,
        )

    async def _reserve(self, admission: Admission, size: int) -> None:
        number = admission.number
        meter = self._meters.get(number)
        if meter is None or (self._is_full(meter, size) and self._is_old(meter)):
            meter = await self._recount(number)
        elif self._is_old(meter) and number not in self._counting:
            # Nobody waits for a count of a long queue: what is added meanwhile is counted here.
            self._counting[number] = asyncio.create_task(self._recount_behind(number))
        if self._is_full(meter, size):
            raise Full
        if admission.state is RouteState.DRAINING and not self._fits_in(number, meter):
            raise Full
        meter.messages += 1
        meter.size += size

    def _is_old(self, meter: _Meter) -> bool:
        return self._now() > meter.good_until

    def _is_full(self, meter: _Meter, size: int) -> bool:
        limits = self._settings
        return meter.messages >= limits.max_messages or meter.size + size > limits.max_bytes

    def _fits_in(self, number: str, meter: _Meter) -> bool:
        """A long queue must become shorter, however many want to add to it."""
        rate = self._rate(number)
        if meter.messages <= rate:
            return True
        pace = self._paces.setdefault(number, Pace(rate))
        pace.rate = rate
        return pace.try_take()

    async def _recount(self, number: str) -> _Meter:
        """Count what is there; what is added while that takes is counted on top."""
        async with self._turns.of(number):
            meter = self._meters.setdefault(number, _Meter(0, 0, float("-inf")))
            if self._is_old(meter):
                now, before = self._now(), (meter.messages, meter.size)
                messages, size = await self._hot.read(held.totals, number)
                meter.messages += messages - before[0]
                meter.size += size - before[1]
                meter.good_until = now + max(RECOUNT, (self._now() - now) / COUNTING)
            return meter

    async def _recount_behind(self, number: str) -> None:
        with contextlib.suppress(StoreError):
            await self._recount(number)
        del self._counting[number]

    async def keep_looking(self) -> None:
        """Follow what other processes append, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.look()
                await asyncio.sleep(BREATH)
                continue
            except StoreError:
                pass
            except Exception:
                # Without this loop nobody would know any more who waits, and messages would be overtaken.
                log.exception("a look at who waits failed")
            await asyncio.sleep(AGAIN)
            self._news.set()

    async def look(self) -> None:
        """Read who has something to wait for."""
        unsure, self._looks = set(self._unsure), self._looks + 1
        self._behind = await self._hot.read(held.recipients, MOST_BEHIND, self._at_once)
        self._returning.update(self._behind)
        if unsure:
            self._returning |= await self._hot.read(returned.numbers)
        self._unsure -= unsure
        self._looked.set()
        self._looked = asyncio.Event()
        self._recent = {who: seen_by for who, seen_by in self._recent.items() if seen_by > self._looks}

    def _now(self) -> float:
        return self._clock.now().timestamp()
