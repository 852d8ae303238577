"""The transport over pyreqwest (reqwest, rustls): HTTP/1.1, verified TLS, no surprises of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    BodyDecodeError,
    BuilderError,
    ConnectError,
    ConnectTimeoutError,
    DecodeError,
    PoolTimeoutError,
    ReadError,
)
from pyreqwest.proxy import ProxyBuilder
from pyreqwest.request import StreamRequest
from pyreqwest.response import Response

from wamigrate.clients.transport import USER_AGENT, Answer, Intake, Request, Trouble, failure
from wamigrate.errors import TransportError

__all__ = ["PyreqwestTransport", "not_sent", "open_client", "trouble"]

WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
IDLE_LIMIT = timedelta(seconds=15)  # shorter than servers usually keep a connection, so few are found dead


class PyreqwestTransport:
    """Two clients, made on first use: one keeps connections, one makes a new one for each request."""

    def __init__(self, *, ca: bytes | None, proxy: str | None, connect_limit: float) -> None:
        self._ca = ca
        self._proxy = proxy
        self._connect_limit = connect_limit
        self._clients: dict[bool, Client] = {}

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        return await self._exchange(request, Intake(request), fresh=fresh)

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        return await self._exchange(request, Intake(request, write), fresh=False)

    async def close(self) -> None:
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()

    async def _exchange(self, request: Request, intake: Intake, *, fresh: bool) -> Answer:
        built = self._build(request, fresh=fresh)
        try:
            async with asyncio.timeout(request.limit), built as response:
                intake.begin(response.status)
                while (piece := await response.body_reader.read_chunk()) is not None:
                    intake.take(bytes(piece))
                return Answer(response.status, _headers(response), intake.body())
        except TransportError:
            raise
        except Exception as error:
            if error is intake.broken:
                raise
            failed = failure(trouble(error), request, error, proxy=self._proxy)
        # Raised out here so that the library's exception does not become its context.
        raise failed

    def _build(self, request: Request, *, fresh: bool) -> StreamRequest:
        builder = self._client(fresh).request(request.method, request.url)
        for name, value in request.headers.items():
            builder = builder.header(name, value, is_sensitive=name.lower() in request.sensitive)
        if request.body:
            builder = builder.body_bytes(request.body)
        elif request.method in WITH_BODY:
            builder = builder.header("Content-Length", "0")  # left out otherwise, and some servers insist
        return builder.timeout(timedelta(seconds=request.limit)).build_streamed()

    def _client(self, fresh: bool) -> Client:
        if fresh not in self._clients:
            self._clients[fresh] = self._open(fresh)
        return self._clients[fresh]

    def _open(self, fresh: bool) -> Client:
        return open_client(ca=self._ca, proxy=self._proxy, connect_limit=self._connect_limit, keep=not fresh)


def open_client(*, ca: bytes | None, proxy: str | None, connect_limit: float, keep: bool = True) -> Client:
    """The library's client without its surprises; unless `keep`, each request has its own connection."""
    builder = (
        ClientBuilder()
        .no_proxy()  # forget HTTP_PROXY and its like
        .follow_redirects(False)
        .referer(False)
        .http1_only()
        .gzip(False)
        .brotli(False)
        .zstd(False)
        .deflate(False)
        .user_agent(USER_AGENT)
        .connect_timeout(timedelta(seconds=connect_limit))
        .pool_idle_timeout(IDLE_LIMIT)
    )
    if not keep:
        builder = builder.pool_max_idle_per_host(0)
    if ca is not None:
        builder = builder.add_root_certificate_pem(ca)
    if proxy is not None:
        builder = builder.proxy(ProxyBuilder.all(proxy))
    return builder.build()


def _headers(response: Response) -> dict[str, str]:
    """By lower-case name. One that is no text is left out: it must not cost us the answer."""
    headers: dict[str, str] = {}
    for name in set(response.headers.keys()):
        with contextlib.suppress(ValueError):
            headers[name.lower()] = ", ".join(response.headers.getall(name))
    return headers


def not_sent(error: BaseException) -> bool:
    """Whether the request surely never left.

    The classes do not tell: a reset after the whole request was read is a ConnectError, and waiting too long
    for the answer a ConnectTimeoutError. What tells is one fixed text among the causes. This is the only
    place that decides by a text of the library, and the contract tests on real sockets pin it.
    """
    if isinstance(error, PoolTimeoutError | BuilderError):
        return True
    return isinstance(error, ConnectError | ConnectTimeoutError) and "client error (Connect)" in causes(error)


def causes(error: BaseException) -> list[str]:
    details = getattr(error, "details", None) or {}
    return [cause["message"] for cause in details.get("causes") or ()]


def trouble(error: BaseException) -> Trouble:
    """What to tell the operator; `not_sent` alone decides on which side it falls."""
    if not_sent(error):
        return _before(error)
    if isinstance(error, TimeoutError):
        return Trouble.SILENT
    if isinstance(error, BodyDecodeError | ReadError):
        return Trouble.CUT_SHORT
    if isinstance(error, DecodeError):
        return Trouble.NOT_HTTP
    return Trouble.BROKEN if isinstance(error, ConnectError) else Trouble.UNKNOWN


# Only the wording of a hint depends on these; a text that changes in the library costs a vaguer hint.
_WORDS = (
    ("dns error", Trouble.NO_SUCH_HOST),
    ("Connection refused", Trouble.REFUSED),
    ("UnknownIssuer", Trouble.UNKNOWN_CA),
    ("not valid for name", Trouble.WRONG_NAME),
    ("CaUsedAsEndEntity", Trouble.CA_AS_SERVER),
    ("invalid peer certificate", Trouble.BAD_CERTIFICATE),
    ("tcp connect error", Trouble.UNREACHABLE),
)


def _before(error: BaseException) -> Trouble:
    if isinstance(error, PoolTimeoutError):
        return Trouble.POOL
    if isinstance(error, ConnectTimeoutError):
        return Trouble.CONNECT_TIME
    told = causes(error)
    return next((t for words, t in _WORDS if any(words in cause for cause in told)), Trouble.TLS)
