"""Deliveries to the outside: a lane for each consumer, with its own limit, back-off and patience."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import msgspec

from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.sim.clock import WorldClock

if TYPE_CHECKING:
    from pyreqwest.client import Client

__all__ = ["Delivery", "Lane", "Poster", "Sent", "acceptable_endpoint"]

LIMIT = timedelta(seconds=10)
KEPT = 1000
MOST_CLIENTS = 16


@dataclass(slots=True)
class Sent:
    """One attempt at a delivery, as `GET /deliveries` shows it."""

    at: float
    api: str
    number: str | None
    url: str
    attempt: int
    status: int | None
    body: bytes

    def as_json(self) -> JsonObject:
        return {
            "at": iso(self.at),
            "api": self.api,
            "number": self.number,
            "url": self.url,
            "attempt": self.attempt,
            "status": self.status,
            "body": msgspec.json.decode(self.body),
        }


@dataclass(slots=True)
class Delivery:
    """One body for one consumer; where it goes and whom to trust is asked again at each attempt."""

    url: Callable[[], str | None]
    body: bytes
    headers: dict[str, str]
    number: str | None
    kind: str = "message"
    attempt: int = 0
    first_at: float = 0.0
    authority: Callable[[], str] = str
    """PEM text of an authority to trust; none is an empty text."""


class Poster:
    """Sends deliveries over HTTP and remembers the last thousand attempts."""

    def __init__(self, clock: WorldClock, ca_file: str | None = None) -> None:
        self.sink = ""
        self.attempts: deque[Sent] = deque(maxlen=KEPT)
        self._clock = clock
        self._ca_file = ca_file
        self._clients: dict[str, Client] = {}

    async def post(self, api: str, url: str, delivery: Delivery) -> int | None:
        """The status that came back, or None if nothing did."""
        if self.sink and url.startswith(self.sink + "/sink/"):
            status: int | None = 200
        else:
            status = await self._post(url, delivery)
        now, body = self._clock.now(), delivery.body
        self.attempts.append(Sent(now, api, delivery.number, url, delivery.attempt, status, body))
        return status

    async def _post(self, url: str, delivery: Delivery) -> int | None:
        from pyreqwest.exceptions import PyreqwestError

        try:
            request = (
                self._open(delivery.authority())
                .post(url)
                .headers(delivery.headers)
                .body_bytes(delivery.body)
                .build()
            )
            return (await request.send()).status
        except (PyreqwestError, ValueError, OSError):
            return None

    async def verify(self, url: str, verify_token: str) -> str | None:
        """Meta's handshake: the endpoint must answer 200 with the challenge; else what went wrong."""
        if self.sink and url.startswith(self.sink + "/sink/"):
            return None
        from pyreqwest.exceptions import PyreqwestError

        challenge = str(secrets.randbelow(10**10))
        given = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        joint = "&" if urlsplit(url).query else "?"
        try:
            request = self._open().get(f"{url}{joint}{urlencode(given)}").build()
            answer = await request.send()
            said = (await answer.text())[:100]
        except (PyreqwestError, ValueError, OSError) as error:
            return f"curl_errno = 7; curl_error = {type(error).__name__}; HTTP Status Code = 0"
        if answer.status != 200:
            return f"HTTP Status Code = {answer.status}; HTTP Message = {_reason(answer.status)}"
        if said.strip() != challenge:
            return (
                f'Response does not match challenge, expected value="{challenge}", received="{said[:20]}..."'
            )
        return None

    def _open(self, authority: str = "") -> Client:
        """The client that trusts that authority too; there are few of them, one for each."""
        client = self._clients.get(authority)
        if client is None:
            from pyreqwest.client import ClientBuilder

            builder = ClientBuilder().no_proxy().follow_redirects(False).timeout(LIMIT).connect_timeout(LIMIT)
            builder = builder.user_agent("facebookexternalua")
            if self._ca_file:
                builder = builder.add_root_certificate_pem(Path(self._ca_file).read_bytes())
            if authority:
                builder = builder.add_root_certificate_pem(authority.encode())
            if len(self._clients) >= MOST_CLIENTS:
                del self._clients[next(iter(self._clients))]
            client = self._clients[authority] = builder.build()
        return client

    async def close(self) -> None:
        while self._clients:
            await self._clients.popitem()[1].close()


@dataclass(slots=True)
class Lane:
    """The deliveries to one consumer: at most `limit` in flight, the rest wait their turn."""

    api: str
    clock: WorldClock
    poster: Poster
    limit: Callable[[], int]
    pause: Callable[[int], float]
    patience: float
    held: Callable[[], bool] = lambda: False
    result: Callable[[Delivery, int | None], None] = lambda delivery, status: None
    queue: deque[Delivery] = field(default_factory=deque)
    waiting: dict[int, Delivery] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    running: int = 0
    closed: bool = False

    def __len__(self) -> int:
        return len(self.queue) + len(self.waiting) + self.running

    def submit(self, delivery: Delivery, *, late: float = 0.0) -> None:
        """Take a delivery; it goes out as soon as there is room."""
        delivery.first_at = self.clock.now()
        if late:
            self._wait(delivery, late)
        else:
            self.queue.append(delivery)
            self.pump()

    def pump(self) -> None:
        """Start what may start."""
        if self.closed or (self.queue and self.held()):
            return
        while self.queue and self.running < self.limit():
            self.running += 1
            task = asyncio.get_running_loop().create_task(self._attempt(self.queue.popleft()))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def drop(self) -> int:
        """Lose everything that waits."""
        lost = len(self.queue) + len(self.waiting)
        self.queue.clear()
        self.waiting.clear()
        return lost

    def close(self) -> None:
        self.closed = True
        self.drop()
        for task in self.tasks:
            task.cancel()

    async def _attempt(self, delivery: Delivery) -> None:
        url = delivery.url()
        delivery.attempt += 1
        status = await self.poster.post(self.api, url, delivery) if url else 200
        # One step without a pause, so that a delivery is never counted twice and never missed.
        self.running -= 1
        if url:
            self.result(delivery, status)
        if status != 200 and self.clock.now() - delivery.first_at < self.patience and not self.closed:
            self._wait(delivery, self.pause(delivery.attempt))
        self.pump()

    def _wait(self, delivery: Delivery, seconds: float) -> None:
        key = id(delivery)
        self.waiting[key] = delivery
        self.clock.after(seconds, lambda: self._again(key))

    def _again(self, key: int) -> None:
        delivery = self.waiting.pop(key, None)
        if delivery is not None and not self.closed:
            self.queue.append(delivery)
            self.pump()


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def acceptable_endpoint(url: str) -> bool:
    """HTTPS, or plain HTTP on loopback."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
