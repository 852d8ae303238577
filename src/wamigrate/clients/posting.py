"""One connection to a webhook: a request goes out in one piece, its answer may come in any."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httptools

from wamigrate.clients.transport import Trouble

__all__ = ["LARGEST_ANSWER", "LARGEST_HEAD", "Broken", "Posted", "Posting"]

LARGEST_ANSWER = 1_000_000
LARGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer, whatever the status. A body that is too long is cut off."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Broken(Exception):
    """There is no answer. The request may have arrived all the same."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class Posting(asyncio.Protocol):
    """One exchange at a time. Whatever is not surely fit for the next one closes the connection."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Posted] | None = None
        self._since = 0.0
        self._start()

    @property
    def is_open(self) -> bool:
        return not self._transport.is_closing()

    def idle(self) -> float:
        """Seconds since the last answer."""
        return self._loop.time() - self._since

    def close(self) -> None:
        self._transport.close()

    async def exchange(self, request: bytes) -> Posted:
        """The answer; raises Broken. Whoever stops waiting breaks the connection."""
        self._waiting = waiting = self._loop.create_future()
        self._start()
        self._transport.write(request)
        try:
            posted: Posted = await waiting
            return posted
        finally:
            self._waiting = None
            self._since = self._loop.time()
            if waiting.cancelled():
                self._transport.abort()

    # What the transport calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self._waiting is None or self._waiting.done():
            self._transport.abort()  # said before it was asked: it must not become the next one's answer
            return None
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._is_fit = False
            if self._posted is None:
                return self._fail(Trouble.NOT_HTTP)
        if len(self._body) > LARGEST_ANSWER:
            self._is_fit = False
            self._complete()
        if self._posted is not None:
            return self._succeed(self._posted)
        if not self._in_body:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self._fail(Trouble.NOT_HTTP)
        return None

    def connection_lost(self, error: Exception | None) -> None:
        if error is None and self._in_body and self._ends_with_the_connection():
            self._complete()
        if self._posted is not None:
            self._succeed(self._posted)
        else:
            self._fail(Trouble.CUT_SHORT if self._in_body else Trouble.BROKEN)

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self._posted is None:
            self._start()
        self._is_fit = self._posted is None  # an answer too many

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_body:  # else it is a trailer
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._in_body = True

    def on_body(self, piece: bytes) -> None:
        self._body += piece

    def on_message_complete(self) -> None:
        if self._posted is None and self._parser.get_status_code() >= 200:  # 100 is followed by the answer
            self._is_fit = self._parser.should_keep_alive()
            self._complete()

    def _start(self) -> None:
        self._posted: Posted | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._head = 0
        self._in_body = self._is_fit = False

    def _complete(self) -> None:
        self._posted = Posted(
            self._parser.get_status_code(), self._headers, bytes(self._body[:LARGEST_ANSWER])
        )

    def _ends_with_the_connection(self) -> bool:
        """Whether nothing else in the head tells where the body ends."""
        return not any(
            name.lower() == b"content-length"
            or (name.lower() == b"transfer-encoding" and b"chunked" in value.lower())
            for name, value in self._headers
        )

    def _succeed(self, posted: Posted) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(posted)
        if not self._is_fit or self._transport.get_write_buffer_size():
            self._transport.abort()

    def _fail(self, trouble: Trouble) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken(trouble))
        self._transport.abort()
