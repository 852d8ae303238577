"""Posts to applications' webhooks: small, over kept connections, thousands a second.

A library made for every case costs more than all the rest of a delivery. This knows one: a whole body out, a
whole answer back, HTTP/1.1, and OpenSSL as lax as the certificates of applications need it.

Nothing is repeated. A kept connection may be closed by the other side just as a request goes out, and then
nobody knows whether it was taken: that is MaybeSent, like every failure once a request was written.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from wamigrate.clients.aiohttp_transport import IDLE_LIMIT, certificate_trouble
from wamigrate.clients.posting import Broken, Posted, Posting
from wamigrate.clients.streaming import lax_context
from wamigrate.clients.transport import DEFAULT_PORTS, Request, Trouble, failure

__all__ = ["Poster"]

NEXT_ADDRESS = 0.25
"""Seconds after which the next address of a host is tried beside the one before (RFC 8305)."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where an address leads (host, port, TLS), and how each request to it begins."""

    place: tuple[str, int, bool]
    start: bytes


class Poster:
    """The connections to one application, which is believed by `ca`; None for the system's authorities.

    Belongs to one event loop. How long a whole exchange may take is for the caller to say.
    """

    def __init__(
        self, *, ca: bytes | None = None, connect_limit: float = 10.0, idle_limit: float = IDLE_LIMIT
    ) -> None:
        self._ca = ca
        self._idle_limit = idle_limit
        self._connect_limit = connect_limit
        self._idle: dict[tuple[str, int, bool], list[Posting]] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self._closed = False

    async def post(self, url: str, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> Posted:
        """The answer; NotSent or MaybeSent where there is none, ValueError for what cannot be written."""
        target = _target(url)
        request = _request(target, headers, body)
        connection = self._take(target) or await self._connect(target, url)
        try:
            posted = await connection.exchange(request)
        except Broken as broken:
            failed = failure(broken.trouble, Request("POST", url), broken, proxy=None)
        else:
            self._keep(target, connection)
            return posted
        raise failed

    async def close(self) -> None:
        """Nothing new may begin; what is under way ends by itself, and its connection with it."""
        self._closed = True
        self._close_idle(0.0)

    @property
    def kept(self) -> int:
        """How many open connections wait for a next post."""
        return sum(connection.is_open for kept in self._idle.values() for connection in kept)

    def _take(self, target: _Target) -> Posting | None:
        kept = self._idle.get(target.place)
        while kept:
            connection = kept.pop()
            if connection.is_open and connection.idle() < self._idle_limit:
                return connection
            connection.close()
        return None

    def _keep(self, target: _Target, connection: Posting) -> None:
        if not connection.is_open:
            return
        if self._closed:
            connection.close()
            return
        self._idle.setdefault(target.place, []).append(connection)
        self._sweep_later()

    def _sweep_later(self) -> None:
        if self._sweep is None:
            loop = asyncio.get_running_loop()
            self._sweep = loop.call_later(self._idle_limit, self._close_idle, self._idle_limit)

    def _close_idle(self, limit: float) -> None:
        """Closes what has been idle for so long, and comes back as long as anything is kept."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for place, kept in list(self._idle.items()):
            for connection in kept:
                if connection.idle() >= limit:
                    connection.close()
            self._idle[place] = [connection for connection in kept if connection.is_open]
            if not self._idle[place]:
                del self._idle[place]
        if self._idle:
            self._sweep_later()

    async def _connect(self, target: _Target, url: str) -> Posting:
        try:
            async with asyncio.timeout(self._connect_limit):
                return await _open(*target.place, lax_context(self._ca))
        except (OSError, UnicodeError) as error:  # a time limit, a host that is not found, and TLS are such
            failed = failure(_trouble(error, tls=target.place[2]), Request("POST", url), error, proxy=None)
        raise failed


async def _open(host: str, port: int, tls: bool, context: ssl.SSLContext) -> Posting:
    loop = asyncio.get_running_loop()
    addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    sock = await start_connection(addresses, happy_eyeballs_delay=NEXT_ADDRESS, loop=loop)
    try:
        _, connection = await loop.create_connection(
            Posting, sock=sock, ssl=context if tls else None, server_hostname=host if tls else None
        )
    except BaseException:
        sock.close()
        raise
    return connection


@functools.lru_cache(maxsize=1024)
def _target(url: str) -> _Target:
    parts = urlsplit(Request("POST", url).url)
    tls, default = parts.scheme == "https", DEFAULT_PORTS[parts.scheme]
    host, port = parts.hostname or "", parts.port or default
    named = f"[{host}]" if ":" in host else host
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    start = f"POST {path} HTTP/1.1\r\nhost: {named}{'' if port == default else f':{port}'}\r\n"
    return _Target((host, port, tls), start.encode())


def _request(target: _Target, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> bytes:
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    if lines.count(b"\n") != len(headers) or lines.count(b"\r") != len(headers):
        raise ValueError("a header contains the end of a line")
    return b"%b%bcontent-length: %d\r\n\r\n%b" % (target.start, lines, len(body), body)


def _trouble(error: OSError | UnicodeError, *, tls: bool) -> Trouble:
    match error:
        case TimeoutError():
            return Trouble.CONNECT_TIME
        case socket.gaierror() | UnicodeError():
            return Trouble.NO_SUCH_HOST
        case ConnectionRefusedError():
            return Trouble.REFUSED
        case ssl.SSLCertVerificationError():
            return certificate_trouble(error)
        case ssl.SSLError():
            return Trouble.TLS
    return Trouble.TLS if tls and isinstance(error, ConnectionError) else Trouble.UNREACHABLE
