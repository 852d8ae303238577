"""The short way to Graph for the messages of applications: one small POST over kept connections.

Direct by the quick client, which costs half of what a library's does; through a proxy by pyreqwest. The same
verdict between NotSent and MaybeSent either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import msgspec
from pyreqwest.client import Client

from wamigrate.clients.aiohttp_transport import trusting
from wamigrate.clients.pyreqwest_transport import open_client, trouble
from wamigrate.clients.quick import Address, QuickClient, head_of
from wamigrate.clients.transport import USER_AGENT, Request, failure
from wamigrate.errors import AnswerTooLarge

__all__ = ["Endpoint", "Sender", "Sent", "open_sender"]

LARGEST_ANSWER = 1_000_000


class Endpoint:
    """Where the messages of one number go. It holds the token, so it is never printed."""

    __slots__ = ("address", "head", "headers")

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self.address = Address.of(url)
        self.headers = {**headers, "user-agent": USER_AGENT}
        pairs = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        self.head = head_of("POST", self.address, pairs)


class Sent(msgspec.Struct, frozen=True):
    """What came back, whatever the status."""

    status: int
    body: bytes


class Sender(Protocol):
    """One for all numbers: they share the connections to the same host."""

    async def post(self, endpoint: Endpoint, body: bytes) -> Sent:
        """The answer; NotSent or MaybeSent where there is none."""
        ...

    async def close(self) -> None:
        """Closes all connections."""
        ...


def open_sender(
    *, ca: bytes | None, proxy: str | None, connect_limit: float = 10.0, limit: float = 30.0
) -> Sender:
    """`limit` is for one message, in seconds; `ca` is trusted besides the system's authorities."""
    if proxy is None:
        client = QuickClient(lambda: trusting(ca, system=True), connect_limit=connect_limit)
        return _Direct(client, limit)
    return _ThroughProxy(open_client(ca=ca, proxy=proxy, connect_limit=connect_limit), proxy, limit)


class _Direct:
    def __init__(self, client: QuickClient, limit: float) -> None:
        self._client = client
        self._limit = limit
        self.close = client.close

    async def post(self, endpoint: Endpoint, body: bytes) -> Sent:
        answer = await self._client.exchange(
            endpoint.address, endpoint.head, body, limit=self._limit, most=LARGEST_ANSWER
        )
        return Sent(answer.status, answer.body)


class _ThroughProxy:
    def __init__(self, client: Client, proxy: str, limit: float) -> None:
        self._client = client
        self._proxy = proxy
        self._limit = timedelta(seconds=limit)

    async def post(self, endpoint: Endpoint, body: bytes) -> Sent:
        url = endpoint.address.url
        request = (
            self._client.post(url)
            .headers(endpoint.headers)
            .timeout(self._limit)
            .body_bytes(body)
            .build_streamed()
        )
        try:
            async with request as response:
                reader = response.body_reader
                answer = bytes(await reader.read(LARGEST_ANSWER + 1) or b"")
                if len(answer) <= LARGEST_ANSWER:
                    return Sent(response.status, answer)
        except Exception as error:
            failed = failure(trouble(error), Request("POST", url), error, proxy=self._proxy)
        else:
            failed = AnswerTooLarge()
        # Raised out here so that the library's exception does not become its context.
        raise failed

    async def close(self) -> None:
        await self._client.close()
