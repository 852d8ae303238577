"""Exchanges whose bodies are too large to hold: relayed requests, media up and down, files behind links.

Headers go through as they are, and as many of the same name as there are. Over aiohttp and OpenSSL, for the
other side may be a deployment (see `open_deployment_transport`).
"""

from __future__ import annotations

import contextlib
import functools
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict

from wamigrate.clients.aiohttp_transport import IDLE_LIMIT, LARGEST_HEADER, trouble, trusting
from wamigrate.clients.transport import Request, failure
from wamigrate.errors import TransportError

__all__ = ["Incoming", "Streamer", "TextHeaders", "lax_context"]

TextHeaders = Sequence[tuple[str, str]]
PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer whose head is here; its body comes in pieces, at the pace of who takes them."""

    status: int
    headers: list[tuple[bytes, bytes]]
    pieces: AsyncIterator[bytes]

    def header(self, name: bytes) -> str:
        """The first value of a header, or an empty text."""
        return next((v.decode("latin-1") for k, v in self.headers if k.lower() == name), "")


class Streamer:
    """One connection pool to one side, which trusts `ca`, and with `system` the usual ones too.

    Belongs to one event loop.
    """

    def __init__(
        self,
        *,
        ca: bytes | None = None,
        system: bool = False,
        proxy: str | None = None,
        connect_limit: float = 10.0,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._trust = (ca, system)
        self._proxy = proxy
        self._connect_limit = connect_limit
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    @contextlib.asynccontextmanager
    async def exchange(
        self,
        method: str,
        url: str,
        headers: TextHeaders = (),
        body: bytes | AsyncIterator[bytes] | None = None,
        *,
        limit: float,
        total: float | None = None,
    ) -> AsyncIterator[Incoming]:
        """The answer, once its head is here.

        `limit` is the longest silence, and the longest wait for the head once the request is sent; `total`
        bounds everything. What fails before the head or inside the body is NotSent or MaybeSent.
        """
        request = Request(method, url, limit=limit)
        try:
            opened = await self._open(request, headers, body, total)
        except TransportError:
            raise
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            failed: TransportError | None = failure(trouble(error), request, error, proxy=self._proxy)
        else:
            failed = None
        if failed is not None:  # raised out here: the library's exception must not become its context
            raise failed
        try:
            yield Incoming(opened.status, list(opened.raw_headers), self._pieces(opened, request))
        finally:
            # Whatever is left unread closes the connection instead of being read.
            opened.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _open(
        self, request: Request, headers: TextHeaders, body: Any, total: float | None
    ) -> aiohttp.ClientResponse:
        return await self._get_session().request(
            request.method,
            yarl.URL(request.url, encoded=True),
            headers=CIMultiDict(headers),
            data=body,
            allow_redirects=False,
            proxy=self._proxy,
            timeout=aiohttp.ClientTimeout(
                total=total, sock_connect=self._connect_limit, sock_read=request.limit
            ),
        )

    async def _pieces(self, response: aiohttp.ClientResponse, request: Request) -> AsyncIterator[bytes]:
        content = response.content
        while True:
            try:
                piece = await content.readany()
            except (TimeoutError, aiohttp.ClientError, OSError) as error:
                failed = failure(trouble(error), request, error, proxy=self._proxy)
            else:
                if not piece:
                    return
                yield piece
                continue
            raise failed

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=lax_context(*self._trust),
                    limit=0,
                    keepalive_timeout=IDLE_LIMIT,
                    resolver=self._resolver,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers={"Accept", "Accept-Encoding", "User-Agent", "Content-Type"},
                auto_decompress=False,
                trust_env=False,
                max_line_size=LARGEST_HEADER,
                max_field_size=LARGEST_HEADER,
            )
            # Off by nothing public: without it PUT and DELETE go out twice when a connection breaks.
            self._session._retry_connection = False
        return self._session


@functools.lru_cache(maxsize=64)
def lax_context(ca: bytes | None, system: bool = False) -> ssl.SSLContext:
    """Trusts these authorities, also in certificates as deployments and applications have them.

    Kept, for reading the system's authorities takes 25 ms, and a bridge has a hook for each number."""
    context = trusting(ca, system=system)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
