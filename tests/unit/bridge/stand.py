"""A bridge process without HTTP: a real data plane on a real store, with scripted senders and couriers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from wamigrate.bridge.keeper import Keeper
from wamigrate.bridge.plane import Plane, open_plane
from wamigrate.bridge.routes import Way
from wamigrate.bridge.seams import Delivered, Delivery, NotDelivered, Notice, Outcome, Outgoing, Sent
from wamigrate.config import BridgeSettings, HoldSettings, Number, Settings, StoreSettings
from wamigrate.core.clock import Clock, ManualClock
from wamigrate.core.secret import Secret
from wamigrate.store import routes
from wamigrate.store.hot import counters
from wamigrate.store.opening import Store, open_store
from wamigrate.store.routes import Route, RouteState

__all__ = [
    "NUMBER",
    "FakeCourier",
    "FakeSender",
    "Stand",
    "becomes",
    "open_stand",
    "settings_of",
    "store_of",
    "until",
]

T = TypeVar("T")
NUMBER = "106540352242922"
KEY = {"WAMIGRATE_KEY": "11" * 32}


def settings_of(
    url: str,
    *,
    hold: dict[str, Any] | None = None,
    lease: float = 2.0,
    relay_limit: float = 1.0,
    **number: Any,
) -> Settings:
    """One number behind a bridge that renews often."""
    return Settings(
        store=StoreSettings(url=url),
        bridge=BridgeSettings(lease=lease, lease_renewal=0.2, relay_limit=relay_limit),
        hold=HoldSettings(**(hold or {})),
        number=[
            Number(
                name="main",
                phone_number_id=NUMBER,
                waba_id="102290129340398",
                token=Secret("t"),
                **{"message_rate": 1000, **number},
            )
        ],
        folder=Path("/"),
    )


@contextmanager
def store_of(settings: Settings) -> Iterator[Store]:
    """The store of these settings, with a key that every process of a test knows."""
    with open_store(settings, KEY) as store:
        yield store


async def until(condition: Callable[[], Any], *, limit: float = 10.0) -> None:
    """Wait until it is so; a test that waits for ever has failed."""
    async with asyncio.timeout(limit):
        while not condition():  # noqa: ASYNC110 - the condition is a fact of the store or of another process
            await asyncio.sleep(0.002)


async def becomes(read: Callable[[], Awaitable[T]], good: Callable[[T], Any], *, limit: float = 10.0) -> T:
    """Read until it is good."""
    async with asyncio.timeout(limit):
        while not good(found := await read()):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.002)
    return found


class FakeSender:
    """Takes down what it is given; `answers` of a recipient are used up first."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Way]] = []
        self.answers: dict[str, list[Outcome | BaseException]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = 0

    async def send(self, message: Outgoing, way: Way) -> Outcome:
        self.begun += 1
        await self.gate.wait()
        await asyncio.sleep(0)
        scripted = self.answers.get(message.recipient)
        outcome = scripted.pop(0) if scripted else Sent(f"wamid.{message.minted}.{self.begun}")
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Sent):
            self.sent.append((message.recipient, message.body.decode(), way))
        return outcome

    def expired(self, message: Outgoing) -> Notice:
        return Notice("expired", message.minted.encode())

    def to(self, recipient: str) -> list[str]:
        """What that recipient was sent, in order."""
        return [body for who, body, _ in self.sent if who == recipient]


class FakeCourier:
    """Takes down what it is given; customers in `failing` do not take theirs."""

    def __init__(self) -> None:
        self.got: list[Delivery] = []
        self.tried: list[str] = []
        self.failing: set[str] = set()
        self.wide = 8

    async def deliver(self, event: Delivery) -> Delivered | NotDelivered:
        text = event.body.decode()
        self.tried.append(text)
        if text in self.failing or event.customer in self.failing:
            return NotDelivered()
        self.got.append(event)
        return Delivered()

    def width(self, number: str) -> int:
        return self.wide

    @property
    def texts(self) -> list[str]:
        return [event.body.decode() for event in self.got]


class Stand:
    """One process: its plane, and what its keeper is connected to."""

    def __init__(self, plane: Plane, store: Store) -> None:
        self.plane = plane
        self.store = store
        self.sender = FakeSender()
        self.courier = FakeCourier()
        self.keeper = Keeper(plane, self.sender, self.courier)

    @property
    def clock(self) -> ManualClock:
        assert isinstance(self.plane.clock, ManualClock)
        return self.plane.clock

    @property
    def now(self) -> float:
        return self.plane.clock.now().timestamp()

    @property
    def route(self) -> Route:
        """The route as the store has it."""
        found = self.store.db.read_now(lambda conn: routes.known(conn, NUMBER))
        assert found is not None
        return found

    async def move(self, to: RouteState, **how: Any) -> Route:
        """Change the route as the migration does, and wait until this process has seen it."""
        moved = await self.store.db.run(
            lambda conn: routes.move(conn, self.route_in(conn), to, owner="m-1", at=self.now, **how)
        )
        assert moved is not None
        await until(lambda: self.seen_epoch >= moved.epoch)
        return moved

    @staticmethod
    def route_in(conn: Any) -> Route:
        return routes.get(conn, NUMBER, 0.0)

    @property
    def seen_epoch(self) -> int:
        seen = self.plane.routes.route(NUMBER)
        return seen.epoch if seen else -1

    async def hold(self, recipient: str, text: str, **how: Any) -> str | None:
        """A request that is held; the ID that the application gets."""
        with await self.plane.routes.admit(NUMBER) as admission:
            assert admission.way is Way.HOLD
            return await self.plane.queue.hold(admission, recipient=recipient, body=text.encode(), **how)

    async def counts(self) -> dict[str, int]:
        found = await self.plane.hot.read(counters.read, NUMBER)
        return {name: n for name, n in found.items() if n}

    async def drained(self, to: RouteState = RouteState.CLOUD) -> None:
        """Wait until the number has left `draining`."""
        await until(lambda: self.route.state is to, limit=15)


@asynccontextmanager
async def open_stand(
    settings: Settings, store: Store, *, clock: Clock | None = None, keep: bool = True
) -> AsyncIterator[Stand]:
    """A process that takes part from here on."""
    async with open_plane(settings, store, clock=clock or ManualClock()) as plane:
        stand = Stand(plane, store)
        if keep:
            await stand.keeper.start()
        try:
            yield stand
        finally:
            stand.sender.gate.set()
            with contextlib.suppress(Exception):
                await stand.keeper.stop()
