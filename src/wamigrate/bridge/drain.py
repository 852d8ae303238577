"""Sends one number's queue: in order for each recipient, many recipients side by side, at the number's pace.

A message is marked as being sent before it is sent, and its end is written after. What a crash leaves in
between may have been sent: only its recipient waits, until a status proves it or the number's policy decides.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import ParamSpec, TypeVar

from wamigrate.bridge.cursor import REST, Cursor
from wamigrate.bridge.lanes import Lanes
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.pace import Pace
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.routes import Admission, Way
from wamigrate.bridge.seams import Notice, NotYet, Outcome, Outgoing, Refused, Sender, Sent, Unknown
from wamigrate.errors import StoreError
from wamigrate.store.hot import held, unknown
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.held import Held, HeldState
from wamigrate.store.hot.program import Program

__all__ = ["Drain", "Keeping"]

T = TypeVar("T")
P = ParamSpec("P")
PAGE, LOW, HIGH = 250, 250, 1_000
WIDTH = 64
"""Recipients that are sent to at once."""
AGAIN = 0.25

log = logging.getLogger("wamigrate.bridge")


@dataclass(frozen=True, slots=True)
class Keeping:
    """This process keeps the number: the name under which, and the lease for how long."""

    process: str
    lease: Lease
    number: str
    rate: float = 75.0
    resend: bool = True
    """What happens to a message when nothing proves that it was sent: once more, or set aside."""


class Drain:
    """One number's queue, in the process that keeps the number."""

    def __init__(self, plane: Plane, sender: Sender, keeping: Keeping) -> None:
        self.plane = plane
        self.number = keeping.number
        self.keeping = keeping
        self._sender = sender
        self._pace = Pace(keeping.rate)
        self._lanes: Lanes[Held] = Lanes(self._send, lambda: WIDTH)
        self.cursor = Cursor()
        self._blocked: dict[str, float] = {}
        self._rest_until = 0.0
        self._expire_at = 0.0
        self._stopping = False

    @property
    def idle(self) -> bool:
        """Nothing is under way."""
        return not len(self._lanes)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Be told when something went out, or could not."""
        self._lanes.on_change = listener

    def tell(self, newest: int | None) -> bool:
        """Take in how long the queue is; True when there is something to do now.

        While the number is held, that is only the first message, whose deadline is watched from then on.
        """
        first = self.cursor.newest is None
        return self.cursor.tell(newest) and (first or self.plane.routes.may_drain(self.number))

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping = True
        await self._lanes.stop()

    async def turn(self) -> float:
        """Look what is to be done, and begin it; after how many seconds to look again at the latest."""
        if self.cursor.newest is None:
            return float("inf")
        now = monotonic()
        if now >= self._expire_at:
            self._expire_at = now + REST
            await self._expire()
        if now < self._rest_until:
            return self._rest_until - now
        if not self._may_send() or len(self._lanes) > LOW:
            return REST
        start = self.cursor.start()
        if start is not None:
            await self._load(start)
        return self.cursor.wake()

    def _may_send(self) -> bool:
        routes = self.plane.routes
        return (
            not self._stopping
            and self.keeping.lease.left() > routes.relay_limit
            and routes.may_drain(self.number)
        )

    async def _load(self, after: int) -> None:
        """Put what waits after that place into the lanes."""
        if after == 0:
            now = monotonic()
            self._blocked = {who: until for who, until in self._blocked.items() if until > now}
        while len(self._lanes) < HIGH:
            found = await self.plane.hot.read(held.page, self.number, after, PAGE)
            for message in found:
                after = message.seq
                if message.seq in self._lanes or message.recipient in self._blocked:
                    continue
                if message.state is HeldState.WAITING:
                    self._lanes.add(message.recipient, message.seq, message)
                else:
                    await self._block(message)
            self.cursor.passed(after)
            if len(found) < PAGE:
                break

    async def _block(self, message: Held) -> None:
        """It may have been sent: its recipient waits until the next look, or until that is decided."""
        self._blocked[message.recipient] = monotonic() + REST / 2
        if message.state is HeldState.MAYBE and (message.settle_by or 0) <= self._now():
            await self._decide(message)
            self._blocked[message.recipient] = 0.0
            self.cursor.again_in(0)

    async def _decide(self, message: Held) -> None:
        """Nothing proved in time that it was sent."""
        program = unknown.resend if self.keeping.resend else unknown.park
        if await self.plane.hot.run(program, message.seq, self._now()):
            log.warning(
                "a message whose answer was lost is %s", "resent" if self.keeping.resend else "parked"
            )

    async def _expire(self) -> None:
        for message in await self.plane.hot.read(held.overdue, self.number, self._now(), HIGH):
            if message.seq not in self._lanes:
                await self._end(message, "expired", self._sender.expired(self._outgoing(message)))

    async def _send(self, message: Held) -> bool:
        """One message's turn; whether it is over."""
        await self._pace.take()
        over = False
        try:
            over = await self._try(message)
        finally:
            if not over:
                # What came later must not pass before the whole queue has been looked at again.
                self._blocked.setdefault(message.recipient, 0.0)
                self.cursor.again_in(0)
        return over

    async def _try(self, message: Held) -> bool:
        if message.deadline <= self._now():
            return await self._end(message, "expired", self._sender.expired(self._outgoing(message)))
        if monotonic() < self._rest_until or not self._may_send():
            return False
        admission = self.plane.routes.admit_drain(self.number)
        if admission is None:
            return False
        with admission:
            if not await self._begin(message):
                return False
            if not self._may_send():
                await self._surely(held.wait_again, message.seq, self.keeping.process)
                return False
            return await self._settle(message, await self._attempt(message, admission), admission.way)

    async def _begin(self, message: Held) -> bool:
        """Mark it as being sent; whether it may be sent now."""
        try:
            return await self.plane.hot.run(held.begin_send, message.seq, self.keeping.process)
        except StoreError:
            # It may be marked all the same, and was certainly not sent: left so, it would wait for ever.
            await self._surely(held.wait_again, message.seq, self.keeping.process)
            raise

    async def _attempt(self, message: Held, admission: Admission) -> Outcome:
        try:
            async with asyncio.timeout(self.plane.routes.relay_limit):
                outcome = await self._sender.send(self._outgoing(message), admission.way)
        except TimeoutError:
            return Unknown()
        except Exception:
            log.exception("sending a held message failed")
            return Unknown()
        if isinstance(outcome, Sent) and not admission.lease_held:
            return Unknown()
        return outcome

    async def _settle(self, message: Held, outcome: Outcome, way: Way) -> bool:
        """Write how it ended; whether it is over."""
        now = self._now()
        match outcome:
            case Sent(message_id):
                await self._surely(held.sent, message, message_id, now, back=way is Way.RELAY)
            case Refused(notice):
                await self._end(message, "refused", notice)
            case NotYet(seconds, whole_number):
                await self._surely(held.wait_again, message.seq, self.keeping.process)
                if whole_number:
                    self._rest_until = monotonic() + seconds
                else:
                    self._blocked[message.recipient] = monotonic() + seconds
                return False
            case Unknown():
                await self._surely(unknown.maybe, message.seq, now, self._settle_by(message, way, now))
                return False
        return True

    def _settle_by(self, message: Held, way: Way, now: float) -> float:
        """When it is decided what becomes of a message whose answer was lost again."""
        wait = self.plane.settings.hold.unknown_wait
        if way is Way.CLOUD:
            return now + wait
        # Nothing proves a message to On-Premises: one that answers too late each time must flood nobody.
        return min(now + wait * 2.0**message.attempts, max(message.deadline, now + wait))

    async def _surely(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Write it, however long the store is away; None when this process stops before that."""
        while True:
            try:
                return await self.plane.hot.run(program, *args, **kwargs)
            except StoreError as error:
                log.warning("the data plane is away: %s", error.message)
            if self._stopping:
                return None  # whoever keeps the number next finds it as "may have been sent"
            await asyncio.sleep(AGAIN)

    def _outgoing(self, message: Held) -> Outgoing:
        body = self.plane.sealer.open(message.body, "held", message.number, message.minted)
        if body is None:
            raise StoreError("A held message was changed or damaged in the store.")
        return Outgoing(
            message.number,
            message.recipient,
            message.minted,
            message.tag,
            body,
            message.accepted_at,
            message.attempts,
        )

    async def _end(self, message: Held, why: str, notice: Notice) -> bool:
        """It is over, and the application is told so."""
        body = self.plane.sealer.seal(notice.body, "event", message.number)
        event = NewEvent(message.number, message.recipient, notice.kind, body, self._now())
        await self._surely(held.end, message.seq, why, event)
        return True

    def _now(self) -> float:
        return self.plane.clock.now().timestamp()
