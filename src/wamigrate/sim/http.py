"""Requests and answers as the simulators see them, and the ways in which a connection can break.

Raw ASGI: no framework stands between the wire and a handler, so that a text message costs little and a
fault can close a connection at any point.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast
from urllib.parse import parse_qsl

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wamigrate.core.offers import without_offer
from wamigrate.core.payload import Json

__all__ = [
    "JSON",
    "Break",
    "Protocol",
    "Receive",
    "Request",
    "Response",
    "Scope",
    "Send",
    "json_response",
    "read_request",
    "write_response",
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

TRANSPORT = "wamigrate.transport"
JSON: Headers = [(b"content-type", b"application/json")]
MAX_BODY = 110_000_000
MAX_HEAD = 1_000_000


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which hands its transport to the application so that it can be broken.

    It also bounds the first line and the headers of a request, which uvicorn keeps whatever their size.
    """

    _head = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self.send_400_response("Request line or headers are too large.")
                return
            data = without_offer(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("Scope", self.scope)[TRANSPORT] = self.transport

    def on_headers_complete(self) -> None:
        self._head, self._in_head = 0, False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        super().on_message_complete()


class Break(Enum):
    """How an answer goes wrong on the wire."""

    CLOSE = "close"
    RESET = "reset"
    HALF_CLOSE = "half_close"
    SLOW_BODY = "slow_body"
    SHORT_BODY = "short_body"


@dataclass(slots=True)
class Request:
    """One request, read whole."""

    method: str
    path: str
    scope: Scope
    body: bytes = b""
    expired: bool = False
    _headers: dict[str, str] | None = None
    _query: dict[str, str] | None = None

    @property
    def headers(self) -> dict[str, str]:
        if self._headers is None:
            self._headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in self.scope["headers"]}
        return self._headers

    @property
    def query(self) -> dict[str, str]:
        if self._query is None:
            raw = self.scope.get("query_string", b"").decode("latin-1")
            self._query = dict(parse_qsl(raw, keep_blank_values=True)) if raw else {}
        return self._query

    @property
    def base_url(self) -> str:
        """Scheme and host as the client wrote them."""
        host = self.headers.get("host") or "{}:{}".format(*self.scope["server"])
        return f"{self.scope['scheme']}://{host}"


@dataclass(slots=True)
class Response:
    """One answer; `broken` says how it goes wrong on the wire, if it does."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    broken: Break | None = None
    seconds: float = 0.0


def json_response(value: Json, status: int = 200) -> Response:
    """A plain JSON answer."""
    return Response(status, msgspec.json.encode(value), list(JSON))


async def read_request(scope: Scope, receive: Receive, send: Send) -> Request | None:
    """The whole request, or None if the client went away before its end or sends too much."""
    request = Request(scope["method"], scope["path"], scope)
    message = await receive()
    if message["type"] != "http.request":
        return None
    if not message.get("more_body"):
        request.body = message["body"]
        return request
    chunks = [message["body"]]
    size = len(chunks[0])
    while message.get("more_body"):
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY:
            await write_response(scope, receive, send, Response(413, headers=[(b"connection", b"close")]))
            return None
    request.body = b"".join(chunks)
    return request


async def write_response(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Send the answer, or break the connection as the answer says."""
    if response.broken is not None:
        return await _break(scope, receive, send, response)
    headers = response.headers
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
    return None


async def _break(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    kind = response.broken
    transport: asyncio.Transport = scope[TRANSPORT]
    if kind in (Break.SLOW_BODY, Break.SHORT_BODY):
        await _partial(transport, send, response)
    elif kind is Break.HALF_CLOSE:
        await _half_close(transport, receive, response.seconds)
    else:
        if kind is Break.RESET:
            _linger_zero(transport)
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _partial(transport: asyncio.Transport, send: Send, response: Response) -> None:
    """Half of the body, then the rest drip by drip, or a closed connection."""
    body = response.body or b"{}"
    headers = [*response.headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    half = len(body) // 2
    await send({"type": "http.response.body", "body": body[:half], "more_body": True})
    if response.broken is Break.SHORT_BODY:
        await asyncio.sleep(0.02)
        transport.abort()
        return
    drops = 10
    for part in range(drops):
        await asyncio.sleep(response.seconds / drops)
        left, right = (half + (len(body) - half) * n // drops for n in (part, part + 1))
        await send({"type": "http.response.body", "body": body[left:right], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _half_close(transport: asyncio.Transport, receive: Receive, seconds: float) -> None:
    """Our side says that it will write no more, and goes on listening for a while."""
    with _socket(transport) as sock:
        sock.shutdown(socket.SHUT_WR)
    try:
        async with asyncio.timeout(seconds or 5.0):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        transport.abort()


def _linger_zero(transport: asyncio.Transport) -> None:
    with _socket(transport) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _socket(transport: asyncio.Transport) -> socket.socket:
    # uvloop's own socket object can do little; a duplicate of the descriptor reaches the same connection.
    return socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
