"""Requests and answers as the bridge's handlers see them: raw ASGI, bounded in size and time."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import msgspec

from wamigrate.bridge.guard import COMPLETE
from wamigrate.bridge.refusals import Refused

__all__ = [
    "JSON",
    "AsgiApp",
    "Headers",
    "Limits",
    "Receive",
    "Reply",
    "Scope",
    "Send",
    "body_pieces",
    "dated",
    "has_body",
    "header",
    "read_body",
    "refuse_too_large",
    "send_last",
    "send_reply",
    "settle_body",
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
JSON: Headers = [(b"content-type", b"application/json")]
READ = "wamigrate.read"
"""Set in the scope once the whole body was taken."""
SMALL = 65_536
LINGER = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long the body of a request may be."""

    json: int = 1_000_000
    media: int = 100_000_000
    idle: float = 15.0
    total: float = 300.0


class Reply(msgspec.Struct, frozen=True):
    """One answer. `pieces` replaces the body where it is streamed; its length stands in the headers."""

    status: int = 200
    body: bytes = b""
    headers: Headers = []
    pieces: AsyncIterator[bytes] | None = None


def header(scope: Scope, name: bytes) -> str:
    """The first value of a header, or an empty text."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


async def read_body(scope: Scope, receive: Receive, limit: int, limits: Limits) -> bytes:
    """The whole body; Refused where it is too large, too slow or broken off."""
    refuse_too_large(scope, limit)
    if scope.get(COMPLETE):
        message = await receive()  # at once: a time limit would cost more than the rest of this
    else:
        message = await _next(receive, asyncio.get_running_loop().time() + limits.idle)
    first: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body") and len(first) <= limit:
        scope[READ] = True  # nearly every body is here in one piece
        return first
    pieces = [piece async for piece in _pieces(message, scope, receive, limit, limits)]
    return b"".join(pieces)


async def body_pieces(scope: Scope, receive: Receive, limit: int, limits: Limits) -> AsyncIterator[bytes]:
    """The body as it arrives. A declared length that is too large is refused before a byte is read."""
    refuse_too_large(scope, limit)
    message = await _next(receive, asyncio.get_running_loop().time() + limits.idle)
    async for piece in _pieces(message, scope, receive, limit, limits):
        yield piece


async def _pieces(
    message: MutableMapping[str, Any], scope: Scope, receive: Receive, limit: int, limits: Limits
) -> AsyncIterator[bytes]:
    clock = asyncio.get_running_loop().time
    size, deadline = 0, clock() + limits.total
    while True:
        if message["type"] != "http.request":
            raise Refused(1025, "The request broke off.", close=True)
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        last = not message.get("more_body")
        if last:
            scope[READ] = True
        if piece:
            yield piece
        if last:
            return
        message = await _next(receive, min(deadline, clock() + limits.idle))


def refuse_too_large(scope: Scope, limit: int) -> None:
    """Refused for a body that is declared larger than that."""
    declared = header(scope, b"content-length")
    if declared and int(declared) > limit:
        raise too_large(limit)


async def _next(receive: Receive, deadline: float) -> MutableMapping[str, Any]:
    try:
        async with asyncio.timeout_at(deadline):
            return await receive()
    except TimeoutError:
        raise Refused(1025, "The request took too long.", status=408, close=True) from None


def too_large(limit: int) -> Refused:
    return Refused(1009, f"The request is larger than {limit} bytes.", status=413, close=True)


async def send_reply(reply: Reply, send: Send) -> None:
    """Writes the answer. Pieces are sent as they come, each once the client has taken the one before."""
    if reply.pieces is None:
        await send({"type": "http.response.start", "status": reply.status, "headers": _whole(reply)})
        await send({"type": "http.response.body", "body": reply.body})
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": dated(reply.headers)})
    async for piece in reply.pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _whole(reply: Reply) -> Headers:
    return [*dated(reply.headers), (b"content-length", b"%d" % len(reply.body))]


def dated(headers: Headers) -> Headers:
    """The headers with a time, as every server gives it; that of a deployment stays (RFC 9110, 6.6.1)."""
    for name, _ in headers:
        if name == b"date":
            return headers
    return [*headers, (b"date", _date(int(time.time())))]


@functools.lru_cache(maxsize=1)
def _date(now: int) -> bytes:
    return formatdate(now, usegmt=True).encode("ascii")


async def send_last(reply: Reply, receive: Receive, send: Send) -> None:
    """Writes the answer to a request whose body nobody wants, and takes what still comes for a moment.

    A connection that is closed while its other end still writes may lose the answer on the way.
    """
    await send({"type": "http.response.start", "status": reply.status, "headers": _whole(reply)})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body"):
                pass
    await send({"type": "http.response.body", "body": b""})


def has_body(scope: Scope) -> bool:
    """Whether the request announces a body."""
    return header(scope, b"content-length") not in ("", "0") or bool(header(scope, b"transfer-encoding"))


async def settle_body(scope: Scope, receive: Receive, limits: Limits) -> bool:
    """Takes what is left of a small body, so that the connection can be used again; False where it cannot."""
    if scope.get(READ) or not has_body(scope):
        return True
    declared = header(scope, b"content-length")
    if not declared or int(declared) > SMALL:
        return False
    try:
        async for _ in body_pieces(scope, receive, SMALL, limits):
            pass
    except Refused:
        return False
    return True
