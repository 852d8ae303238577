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
from typing import NamedTuple
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

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        *,
        connect_limit: float = 10.0,
        idle_limit: float = IDLE_LIMIT,
    ) -> None:
        self._tls = functools.cache(tls)
        self._connect_limit = connect_limit
        self._idle_limit = idle_limit
        self._idle: dict[tuple[str, int, bool], list[_Connection]] = {}
        self._open: set[_Connection] = set()
        self._look: asyncio.TimerHandle | None = None

    @property
    def kept(self) -> int:
        """How many open connections wait for a next request."""
        return sum(map(len, self._idle.values()))

    async def exchange(
        self, address: Address, head: bytes, body: bytes, *, limit: float, most: int, cut: bool = False
    ) -> QuickAnswer:
        """The answer within `limit` seconds (and up to one look more), of at most `most` bytes.

        `head` is from `head_of`. A longer answer is AnswerTooLarge, or with `cut` as much of it as may be.
        Raises NotSent and MaybeSent.
        """
        connection = self._take(address) or await self._connect(address, limit)
        loop = connection.loop
        request = b"%s%d\r\n\r\n%s" % (head, len(body), body)
        answer = connection.ask(_Asked(request, address.url, loop.time() + limit, most, cut))
        if self._look is None:
            self._look = loop.call_later(LOOK, self._look_around, loop)
        try:
            return await answer
        finally:
            if answer.cancelled():
                connection.abort()

    async def close(self) -> None:
        """Closes every connection, each as soon as what is under way has ended."""
        for connection in list(self._open):
            connection.close()
        if self._look is not None and not self._open:
            self._look.cancel()
            self._look = None

    def _take(self, address: Address) -> _Connection | None:
        idle = self._idle.get((address.host, address.port, address.tls))
        while idle:
            connection = idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _connect(self, address: Address, limit: float) -> _Connection:
        idle = self._idle.setdefault((address.host, address.port, address.tls), [])
        connection = _Connection(idle, self._open, self._idle_limit)
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


class _Asked(NamedTuple):
    """One request, and how its answer may be."""

    request: bytes
    url: str
    deadline: float
    most: int
    cut: bool


class _Connection(asyncio.Protocol):
    """One connection, for one request at a time. After an answer it joins `idle`, if it may stay open."""

    def __init__(self, idle: list[_Connection], everybody: set[_Connection], idle_limit: float) -> None:
        self.loop = asyncio.get_running_loop()  # asking for it again and again costs a system call each
        self._idle = idle
        self._everybody = everybody
        self._idle_limit = idle_limit
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._asked = NOTHING
        self._answer: asyncio.Future[QuickAnswer] | None = None
        self._ends_at = float("inf")
        self._is_last = False
        self._begin()

    def _begin(self) -> None:
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._size = 0
        self._in_head = True

    @property
    def is_open(self) -> bool:
        """False as soon as the other side's end is known; that it is lost is said a turn later."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, asked: _Asked) -> asyncio.Future[QuickAnswer]:
        """Writes the request; its answer to come."""
        assert self._transport is not None  # noqa: S101 - it is connected
        self._answer = answer = self.loop.create_future()
        self._asked, self._ends_at = asked, asked.deadline
        self._begin()
        self._transport.write(asked.request)
        return answer

    def look(self, now: float) -> None:
        """Ends an exchange that takes too long, and an idleness that the other side may end any moment."""
        if now >= self._ends_at:
            self._fail(Trouble.SILENT, TimeoutError())

    def close(self) -> None:
        """No further request; one that is under way may end."""
        self._is_last = True
        if self._answer is None:
            self.abort()

    def abort(self) -> None:
        """Closes at once; who waits for the answer is told that there is none."""
        self._fail(Trouble.BROKEN, ConnectionAbortedError())

    # What the transport calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's; uvloop's class is not asyncio's
        self._everybody.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._everybody.discard(self)
        if error is None and self._ends_with_connection():
            self._end(stays=False)
        self._fail(Trouble.BROKEN if self._in_head else Trouble.CUT_SHORT, error or EOFError())

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.abort()  # said before it was asked: it must not become the next one's answer
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(Trouble.NOT_HTTP, error)
        if self._in_head:
            self._size += len(data)
            if self._size > LARGEST_HEADER:
                self._fail(Trouble.NOT_HTTP, ValueError())

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self._answer is None:  # an answer too many
            self.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # else it is a trailer
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._in_head, self._size = False, 0

    def on_body(self, piece: bytes) -> None:
        if self._answer is None:
            return
        self._size += len(piece)
        self._body.append(piece)
        if self._size > self._asked.most:
            if self._asked.cut:
                self._end(stays=False)
            else:
                self._refuse()

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:  # not the answer yet
            self._begin()
        else:
            self._end(stays=self._parser.should_keep_alive())

    def _ends_with_connection(self) -> bool:
        """Whether nothing else in the head tells where the body ends."""
        named = {name.lower() for name, _ in self._headers}
        return not self._in_head and not named & {b"content-length", b"transfer-encoding"}

    def _end(self, *, stays: bool) -> None:
        """The answer is as whole as it gets."""
        answer, self._answer = self._answer, None
        if answer is None or self._transport is None:
            return
        if not answer.done():
            body = b"".join(self._body)[: self._asked.most]
            answer.set_result(QuickAnswer(self._parser.get_status_code(), self._headers, body))
        # A request that was not read to its end would be taken for the next one's beginning.
        unread = self._transport.get_write_buffer_size()
        if stays and not self._is_last and not unread and len(self._idle) < MOST_IDLE:
            self._ends_at = self.loop.time() + self._idle_limit
            self._idle.append(self)
        else:
            self._transport.abort()

    def _refuse(self) -> None:
        place, answer = Request("POST", self._asked.url).place, self._answer
        if answer is not None and not answer.done():
            most = self._asked.most
            answer.set_exception(AnswerTooLarge(f"The answer of {place} is larger than {most} bytes."))
        self.abort()

    def _fail(self, trouble: Trouble, error: BaseException) -> None:
        """The connection is of no use any more."""
        answer, self._answer = self._answer, None
        if self in self._idle:
            self._idle.remove(self)
        if self._transport is not None and self.is_open:
            self._transport.abort()
        if answer is not None and not answer.done():
            answer.set_exception(failure(trouble, Request("POST", self._asked.url), error, proxy=None))


NOTHING = _Asked(b"", "", float("inf"), 0, cut=False)
