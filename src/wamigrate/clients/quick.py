"""Small requests over kept connections, for paths where a library's client would be most of the cost.

One request, one answer, both whole in memory; HTTP/1.1, TLS by OpenSSL, no redirects, no proxy, and never a
second attempt. A failure says which side of the line it fell on: NotSent until the first byte was written,
MaybeSent from then on. It passes the contract tests of the transports. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httptools
from aiohappyeyeballs import start_connection

from wamigrate.clients.aiohttp_transport import IDLE_LIMIT, LARGEST_HEADER, certificate_trouble
from wamigrate.clients.transport import DEFAULT_PORTS, Request, Trouble, failure
from wamigrate.errors import AnswerTooLarge

__all__ = ["Address", "QuickAnswer", "QuickClient", "head_of"]

LOOK = 0.25
"""Seconds between two looks for what took too long: a timer for each request would cost more than this."""
MOST_IDLE = 256
FALLBACK = 0.25
"""Seconds after which a host's other addresses are tried beside the first (RFC 8305)."""
UNSAFE = (b"\r", b"\n", b"\0")

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Address:
    """A host and what is asked of it; the host and port are the connection's."""

    url: str
    host: str
    port: int
    tls: bool
    target: bytes

    @classmethod
    def of(cls, url: str) -> Address:
        """ValueError for an address that cannot be used."""
        Request("POST", url)  # which checks it
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        return cls(url, parts.hostname or "", port, parts.scheme == "https", target.encode("ascii"))


@dataclass(frozen=True, slots=True, repr=False)
class QuickAnswer:
    """What came back, whatever the status. Headers as they came."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def head_of(method: str, address: Address, headers: Headers) -> bytes:
    """The head of a request without its end: the length of the body is still missing.

    ValueError for a header that cannot be sent as it is.
    """
    if any(bad in part for pair in headers for part in pair for bad in UNSAFE):
        raise ValueError("a header cannot be sent as it is")
    lines = [b"%s %s HTTP/1.1" % (method.encode("ascii"), address.target)]
    if not any(name.lower() == b"host" for name, _ in headers):
        lines.append(b"host: " + urlsplit(address.url).netloc.encode("ascii"))
    lines += [b"%s: %s" % pair for pair in headers]
    return b"\r\n".join(lines) + b"\r\ncontent-length: "


class QuickClient:
    """Keeps connections to any number of hosts. `tls` gives the context when the first one needs it."""

    def __init__(self, tls: Callable[[], ssl.SSLContext], *, connect_limit: float) -> None:
        self._tls = functools.cache(tls)
        self._connect_limit = connect_limit
        self._idle: dict[tuple[str, int, bool], list[_Connection]] = {}
        self._open: set[_Connection] = set()
        self._look: asyncio.TimerHandle | None = None

    async def exchange(
        self, address: Address, head: bytes, body: bytes, *, limit: float, most: int
    ) -> QuickAnswer:
        """The answer within `limit` seconds (and up to one look more), of at most `most` bytes.

        `head` is from `head_of`. Raises NotSent, MaybeSent or AnswerTooLarge.
        """
        loop = asyncio.get_running_loop()
        connection = self._kept(address) or await self._connect(address, limit)
        answer = connection.ask(
            b"%s%d\r\n\r\n%s" % (head, len(body), body), address.url, loop.time() + limit, most
        )
        if self._look is None:
            self._look = loop.call_later(LOOK, self._look_around, loop)
        try:
            return await answer
        finally:
            if answer.cancelled():
                connection.abort()

    async def close(self) -> None:
        """Closes all connections; who still waits for an answer is told that there is none."""
        for connection in list(self._open):
            connection.abort()
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def _kept(self, address: Address) -> _Connection | None:
        idle = self._idle.get((address.host, address.port, address.tls))
        return idle.pop() if idle else None

    async def _connect(self, address: Address, limit: float) -> _Connection:
        idle = self._idle.setdefault((address.host, address.port, address.tls), [])
        connection = _Connection(idle, self._open)
        try:
            async with asyncio.timeout(min(self._connect_limit, limit)):
                await self._reach(address, connection)
            return connection
        except (OSError, TimeoutError, ValueError) as error:
            failed = failure(_before(error, address), Request("POST", address.url), error, proxy=None)
        # Raised out here so that the library's exception does not become its context.
        raise failed

    async def _reach(self, address: Address, connection: _Connection) -> None:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        reached = await start_connection(found, happy_eyeballs_delay=FALLBACK, interleave=1)
        try:
            await loop.create_connection(
                lambda: connection,
                sock=reached,
                ssl=self._tls() if address.tls else None,
                server_hostname=address.host if address.tls else None,
            )
        except BaseException:
            reached.close()
            raise

    def _look_around(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self._open):
            connection.look(now)
        self._look = loop.call_later(LOOK, self._look_around, loop) if self._open else None


def _before(error: BaseException, address: Address) -> Trouble:
    """What went wrong before anything was sent."""
    if isinstance(error, TimeoutError):
        return Trouble.CONNECT_TIME
    if isinstance(error, socket.gaierror | UnicodeError):
        return Trouble.NO_SUCH_HOST
    if isinstance(error, ssl.SSLCertVerificationError):
        return certificate_trouble(error)
    if isinstance(error, ConnectionRefusedError):
        return Trouble.REFUSED
    in_tls = isinstance(error, ssl.SSLError) or (address.tls and isinstance(error, ConnectionError))
    return Trouble.TLS if in_tls else Trouble.UNREACHABLE


class _Connection(asyncio.Protocol):
    """One connection, for one request at a time. After an answer it joins `idle`, if it may stay open."""

    def __init__(self, idle: list[_Connection], everybody: set[_Connection]) -> None:
        self._idle = idle
        self._everybody = everybody
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[QuickAnswer] | None = None
        self._deadline = float("inf")
        self._url = ""
        self._most = 0
        self._begin()

    def _begin(self) -> None:
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._size = 0
        self._in_head = True
        self._stays = False

    def ask(self, request: bytes, url: str, deadline: float, most: int) -> asyncio.Future[QuickAnswer]:
        """Writes the request; its answer to come."""
        assert self._transport is not None  # noqa: S101 - it is connected
        answer = asyncio.get_running_loop().create_future()
        self._answer, self._url, self._deadline, self._most = answer, url, deadline, most
        self._begin()
        self._transport.write(request)
        return answer

    def look(self, now: float) -> None:
        """Ends what takes too long, and an idleness that the other side may soon end."""
        if now >= self._deadline:
            self._fail(Trouble.SILENT, TimeoutError())

    def abort(self) -> None:
        """Closes at once; who waits for the answer is told that there is none."""
        self._fail(Trouble.BROKEN, ConnectionAbortedError())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's; uvloop's class is not asyncio's
        self._everybody.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._everybody.discard(self)
        if self._answer is not None and error is None and self._ends_with_connection():
            self._end()
        self._fail(Trouble.CUT_SHORT if self._headers else Trouble.BROKEN, error or EOFError())

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(Trouble.NOT_HTTP, error)
            return
        if self._in_head:
            self._size += len(data)
            if self._size > LARGEST_HEADER:
                self._fail(Trouble.NOT_HTTP, ValueError())

    def on_message_begin(self) -> None:
        if self._answer is None:  # something that nobody asked for
            self.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._stays = self._parser.should_keep_alive()
        self._in_head, self._size = False, 0

    def on_body(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= self._most:
            self._body.append(piece)
        elif self._answer is not None:
            answer, self._answer = self._answer, None
            if not answer.done():
                place = Request("POST", self._url).place
                answer.set_exception(
                    AnswerTooLarge(f"The answer of {place} is larger than {self._most} bytes.")
                )
            self.abort()

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:  # not the answer yet
            self._begin()
        else:
            self._end()

    def _ends_with_connection(self) -> bool:
        named = {name.lower() for name, _ in self._headers}
        return not self._in_head and not named & {b"content-length", b"transfer-encoding"}

    def _end(self) -> None:
        """The answer is whole."""
        answer, self._answer = self._answer, None
        if answer is None or self._transport is None:
            return
        if self._stays and len(self._idle) < MOST_IDLE and not self._transport.is_closing():
            self._deadline = asyncio.get_running_loop().time() + IDLE_LIMIT
            self._idle.append(self)
        else:
            self._transport.close()
        if not answer.done():
            answer.set_result(
                QuickAnswer(self._parser.get_status_code(), self._headers, b"".join(self._body))
            )

    def _fail(self, trouble: Trouble, error: BaseException) -> None:
        """The connection is of no use any more."""
        answer, self._answer = self._answer, None
        if self in self._idle:
            self._idle.remove(self)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.abort()
        if answer is not None and not answer.done():
            answer.set_exception(failure(trouble, Request("POST", self._url), error, proxy=None))
