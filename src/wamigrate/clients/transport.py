"""The HTTP seam: what is sent, what came back, and whether a failed request can have arrived.

`register` must not be repeated while it may have taken effect, so every failure says one of two things:
NotSent (nothing left this machine for the API) or MaybeSent, which is also what everything unproven is.
No library's exception comes through: those carry addresses with their query, and headers.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from wamigrate import __version__
from wamigrate.errors import AnswerTooLarge, ConfigError, MaybeSent, NotSent, TransportError

__all__ = [
    "DEFAULT_PORTS",
    "USER_AGENT",
    "Answer",
    "Intake",
    "Request",
    "Transport",
    "Trouble",
    "base_url",
    "check_proxy",
    "failure",
    "is_loopback",
    "open_deployment_transport",
    "open_transport",
    "read_ca",
]

USER_AGENT = f"wamigrate/{__version__}"
ERROR_BODY_LIMIT = 4_000_000
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request. A ValueError means that it could never be sent as it is: our own mistake."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    limit: float = 30.0
    max_bytes: int = 4_000_000
    sensitive: frozenset[str] = frozenset({"authorization"})

    def __post_init__(self) -> None:
        parts = _address(self.url)
        if parts is None or parts.username or parts.password:
            raise ValueError("the address of a request must be http(s)://host[:port]/path in plain ASCII")
        if not TOKEN.fullmatch(self.method):
            raise ValueError("the method of a request is not a word")
        for name, value in self.headers.items():
            if not TOKEN.fullmatch(name) or not (value.isascii() and value.isprintable()):
                raise ValueError(f"header {name!a} cannot be sent as it is")

    @property
    def place(self) -> str:
        """Host and port, as messages name them."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port or DEFAULT_PORTS[parts.scheme]}"

    @property
    def path(self) -> str:
        """The path without the query, which may hold secrets."""
        return urlsplit(self.url).path or "/"

    def __repr__(self) -> str:
        shown = {k: "…" if k.lower() in self.sensitive else v for k, v in self.headers.items()}
        size = len(self.body or b"")
        return f"Request({self.method} {self.place}{self.path}, headers={shown}, body={size} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back, whatever the status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Answer({self.status}, headers={sorted(self.headers)}, body={len(self.body)} bytes)"


class Transport(Protocol):
    """Sends requests. Raises NotSent, MaybeSent or AnswerTooLarge, and nothing else."""

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        """The whole answer. `fresh` makes a connection of its own: no dead one can swallow the request."""
        ...

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        """Hands the body of a 2xx answer to `write`, piece by piece; any other body comes in the answer."""
        ...

    async def close(self) -> None:
        """Closes all connections."""
        ...


def open_transport(
    *, ca_file: Path | None = None, proxy: str | None = None, connect_limit: float = 10.0
) -> Transport:
    """The transport that wamigrate uses. `ca_file` is trusted beside the system's authorities, here only."""
    from wamigrate.clients.pyreqwest_transport import PyreqwestTransport  # 40 ms, and only who calls needs it

    return PyreqwestTransport(ca=read_ca(ca_file), proxy=check_proxy(proxy), connect_limit=connect_limit)


def open_deployment_transport(
    *, ca_file: Path | None = None, proxy: str | None = None, connect_limit: float = 10.0
) -> Transport:
    """The transport to an On-Premises deployment: OpenSSL, because it takes the certificate they ship with.

    A self-signed certificate that calls itself an authority is what `openssl req -x509` makes; rustls refuses
    it as a server's, whoever trusts it.
    """
    from wamigrate.clients.aiohttp_transport import AiohttpTransport

    return AiohttpTransport(ca=read_ca(ca_file), proxy=check_proxy(proxy), connect_limit=connect_limit)


def check_proxy(proxy: str | None) -> str | None:
    """The proxy's address; ConfigError where it is none. It may hold a password, so it is not shown."""
    if proxy is not None and _address(proxy) is None:
        raise ConfigError("The proxy is not an address.", hint="Write it as http://host:port.")
    return proxy


def read_ca(ca_file: Path | None) -> bytes | None:
    """The certificates of a PEM file, checked here: the HTTP library takes any bytes without a word."""
    if ca_file is None:
        return None
    try:
        pem = ca_file.read_bytes()
        ssl.create_default_context(cadata=pem.decode("ascii"))
    except (ValueError, ssl.SSLError):
        raise ConfigError(f"The ca_file {ca_file} cannot be used: not a PEM file.", hint=_CA_HINT) from None
    except OSError as error:
        hint = "Check the path and its rights."
        raise ConfigError(f"The ca_file {ca_file} cannot be used: {error.strerror}.", hint=hint) from None
    return pem


_CA_HINT = "Give a PEM file: -----BEGIN CERTIFICATE----- and so on."


def base_url(url: str, *, key: str) -> str:
    """The configured address without its last slash; ConfigError where it is not safe to use."""
    parts = _address(url)
    if parts is None or parts.query or parts.fragment:
        raise ConfigError(f"{key} is not an address.", hint="Write it as https://host:port.")
    if parts.username or parts.password:
        raise ConfigError(
            f"{key} contains a user name or password.", hint="Use the keys that are made for them."
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ConfigError(f"{key} would send credentials unencrypted.", hint="Use https://.")
    return url.rstrip("/")


def _address(url: str) -> SplitResult | None:
    """The parts of a plain http(s) address; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url
    return parts if usable and plain else None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself; names are not resolved."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Trouble(Enum):
    """What stopped an exchange: the sentence and the hint that an operator gets."""

    REFUSED = ("{place} refuses connections.", "Check host and port, and that it runs: {place}.")
    NO_SUCH_HOST = ("The host name {host} cannot be resolved.", "Check the spelling of {host}, and DNS here.")
    UNREACHABLE = ("No connection to {place}.", "Check network, firewall and port: {place}.")
    CONNECT_TIME = (
        "No connection to {place} in time (TLS included).",
        "Check port and firewall, and that {place} speaks TLS if the address starts with https.",
    )
    UNKNOWN_CA = (
        "The certificate of {place} is signed by an authority that is not trusted here.",
        "Give the deployment's certificate authority as onprem.ca_file (Graph: graph.ca_file).",
    )
    WRONG_NAME = (
        "The certificate of {place} is made out to another name than {host}.",
        "Use the name that stands in the certificate, or have one made out to {host}.",
    )
    CA_AS_SERVER = (
        "{place} presents a certificate authority's own certificate as its server certificate.",
        "Issue a server certificate from your authority, and give the authority's as onprem.ca_file.",
    )
    BAD_CERTIFICATE = (
        "The certificate of {place} is not valid.",
        "Look at its dates and its use: openssl s_client -connect {place} -showcerts",
    )
    TLS = (
        "{place} broke off while the secure connection was set up.",
        "Check that {place} speaks TLS 1.2 or newer, and that nothing in between intercepts it.",
    )
    POOL = ("All connections to {place} are in use.", "Try again.")
    BROKEN = ("{place} closed the connection without an answer.", None)
    SILENT = ("{place} did not answer in time.", None)
    CUT_SHORT = ("The answer of {place} broke off.", None)
    NOT_HTTP = ("The answer of {place} is not HTTP.", "Check the port, and http or https: {place}.")
    UNKNOWN = ("The exchange with {place} failed.", None)

    @property
    def sent(self) -> bool:
        """Whether the request can have arrived. Not being in this list means yes."""
        return self not in _NEVER_LEFT


_NEVER_LEFT = frozenset(
    {
        Trouble.REFUSED,
        Trouble.NO_SUCH_HOST,
        Trouble.UNREACHABLE,
        Trouble.CONNECT_TIME,
        Trouble.UNKNOWN_CA,
        Trouble.WRONG_NAME,
        Trouble.CA_AS_SERVER,
        Trouble.BAD_CERTIFICATE,
        Trouble.TLS,
        Trouble.POOL,
    }
)


def failure(trouble: Trouble, request: Request, error: BaseException, *, proxy: str | None) -> TransportError:
    """Our own error for a library's. Of that one only the class name is kept, as its cause."""
    message, hint = trouble.value
    names = {"place": request.place, "host": urlsplit(request.url).hostname}
    text = message.format(**names)
    if proxy:
        text = f"{text[:-1]} (through the proxy {urlsplit(proxy).hostname})."
    kind = MaybeSent if trouble.sent else NotSent
    ours = kind(text, hint=hint.format(**names) if hint else None)
    ours.__cause__ = ConnectionError(f"{type(error).__module__}.{type(error).__name__}")
    return ours


class Intake:
    """Takes a body in pieces up to the limit, and keeps the pieces or hands them on.

    An error of the one it hands them to is kept in `broken`, to be told from an error of the network.
    """

    def __init__(self, request: Request, write: Callable[[bytes], None] | None = None) -> None:
        self.broken: BaseException | None = None
        self._request = request
        self._write = write
        self._kept: list[bytes] = []
        self._size = 0
        self._limit = request.max_bytes

    def begin(self, status: int) -> None:
        """Called with the status, before the first piece: only a 2xx body is handed on."""
        if self._write is not None and not 200 <= status < 300:
            self._write, self._limit = None, min(self._limit, ERROR_BODY_LIMIT)

    def take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise AnswerTooLarge(
                f"The answer of {self._request.place} is larger than {self._limit} bytes.",
                hint="Check that the address is right: no documented answer is that large.",
            )
        if self._write is None:
            self._kept.append(piece)
            return
        try:
            self._write(piece)
        except BaseException as error:
            self.broken = error
            raise

    def body(self) -> bytes:
        return b"".join(self._kept)
