"""The transport over aiohttp and OpenSSL: for On-Premises deployments, whose certificates rustls may refuse.

It passes the same contract tests as the other, so it is also the way out should that one fail us. Belongs to
one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable

import aiohttp
import yarl

from wamigrate.clients.transport import USER_AGENT, Answer, Intake, Request, Trouble, failure
from wamigrate.errors import TransportError

__all__ = [
    "IDLE_LIMIT",
    "LARGEST_HEADER",
    "AiohttpTransport",
    "certificate_trouble",
    "not_sent",
    "trouble",
    "trusting",
]

IDLE_LIMIT = 15.0  # shorter than servers usually keep a connection, so few are found dead
LARGEST_HEADER = 65_536
NAME_MISMATCH = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
UNKNOWN_ISSUER = {2, 18, 19, 20, 21}  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT and its like


class AiohttpTransport:
    """Two sessions, made on first use: one keeps connections, one makes a new one for each request."""

    def __init__(self, *, ca: bytes | None, proxy: str | None, connect_limit: float) -> None:
        self._tls = trusting(ca)
        # Newer Pythons refuse certificates without key identifiers; deployments ship with such.
        self._tls.verify_flags &= ~ssl.VERIFY_X509_STRICT
        self._proxy = proxy
        self._connect_limit = connect_limit
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        return await self._exchange(request, Intake(request), fresh=fresh)

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        return await self._exchange(request, Intake(request, write), fresh=False)

    async def close(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def _exchange(self, request: Request, intake: Intake, *, fresh: bool) -> Answer:
        session = self._session(fresh)
        try:
            async with asyncio.timeout(request.limit), self._open(session, request) as response:
                intake.begin(response.status)
                async for piece in response.content.iter_any():
                    intake.take(piece)
                return Answer(response.status, _headers(response), intake.body())
        except TransportError:
            raise
        except Exception as error:
            if error is intake.broken:
                raise
            failed = failure(trouble(error), request, error, proxy=self._proxy)
        # Raised out here so that the library's exception does not become its context.
        raise failed

    def _open(
        self, session: aiohttp.ClientSession, request: Request
    ) -> aiohttp.client._BaseRequestContextManager[aiohttp.ClientResponse]:
        return session.request(
            request.method,
            yarl.URL(request.url, encoded=True),
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
            proxy=self._proxy,
            timeout=aiohttp.ClientTimeout(total=request.limit, sock_connect=self._connect_limit),
        )

    def _session(self, fresh: bool) -> aiohttp.ClientSession:
        if fresh not in self._sessions:
            connector = (
                aiohttp.TCPConnector(ssl=self._tls, limit=0, force_close=True)
                if fresh
                else aiohttp.TCPConnector(ssl=self._tls, limit=0, keepalive_timeout=IDLE_LIMIT)
            )
            session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": USER_AGENT},
                skip_auto_headers={"Accept-Encoding"},
                auto_decompress=False,
                trust_env=False,
                max_line_size=LARGEST_HEADER,
                max_field_size=LARGEST_HEADER,
            )
            # Off by nothing public: without it PUT and DELETE go out twice when a connection breaks.
            session._retry_connection = False
            self._sessions[fresh] = session
        return self._sessions[fresh]


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """By lower-case name. One that is no text is left out, as by the other transport."""
    headers: dict[str, str] = {}
    for name in {name.lower() for name in response.headers}:
        with contextlib.suppress(UnicodeEncodeError):
            value = ", ".join(response.headers.getall(name))
            value.encode()
            headers[name] = value
    return headers


def not_sent(error: BaseException) -> bool:
    """Whether the request surely never left."""
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def trouble(error: BaseException) -> Trouble:
    """What to tell the operator; `not_sent` alone decides on which side it falls."""
    if not_sent(error):
        return _before(error)
    if isinstance(error, TimeoutError):
        return Trouble.SILENT
    if isinstance(error, aiohttp.ClientPayloadError):
        return Trouble.CUT_SHORT
    if isinstance(error, aiohttp.ClientResponseError):
        return Trouble.NOT_HTTP
    return Trouble.BROKEN if isinstance(error, aiohttp.ClientConnectionError) else Trouble.UNKNOWN


def _before(error: BaseException) -> Trouble:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Trouble.CONNECT_TIME
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return certificate_trouble(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble.NO_SUCH_HOST
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return Trouble.TLS
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else None
    if isinstance(cause, ConnectionRefusedError):
        return Trouble.REFUSED
    return Trouble.TLS if isinstance(cause, ConnectionResetError) else Trouble.UNREACHABLE


def certificate_trouble(error: Exception) -> Trouble:
    """What is wrong with a certificate that OpenSSL refused."""
    code = getattr(error, "verify_code", None)
    if code in NAME_MISMATCH:
        return Trouble.WRONG_NAME
    return Trouble.UNKNOWN_CA if code in UNKNOWN_ISSUER else Trouble.BAD_CERTIFICATE


def trusting(ca: bytes | None, *, system: bool = False) -> ssl.SSLContext:
    """The given authorities and no others, unless `system` adds the system's (they take 25 ms).

    Only the system's where none are given.
    """
    given = ca.decode("ascii") if ca is not None else None
    context = ssl.create_default_context(cadata=None if system else given)
    if system and given is not None:
        context.load_verify_locations(cadata=given)
    # Python 3.13 wants the issuer's key identifier, which certificates of deployments lack, and trusts what
    # stands in a CA file, be it no authority. The first is for none of our deployments, the second for all.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
