"""What both clients share: each exchange recorded, answers decoded, foreign text made fit to show."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

import msgspec

from wamigrate.clients.transport import Answer, Request, Transport
from wamigrate.core.clock import Clock
from wamigrate.core.payload import NOT_JSON, Json
from wamigrate.core.secret import Secret
from wamigrate.errors import ApiError, CloudError, ConfigError, MaybeSent, NotSent

__all__ = [
    "MEDIA_LIMIT",
    "TRANSIENT_STATUSES",
    "Call",
    "Caller",
    "OnCall",
    "Unreadable",
    "decode",
    "doubtful",
    "encode",
    "ignore_call",
    "integer",
    "plain",
    "sendable",
]

log = logging.getLogger("wamigrate.calls")

Api = Literal["onprem", "graph"]
T = TypeVar("T")
SHOWN = 400
MEDIA_LIMIT = 300.0
TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Call:
    """One exchange as report and evidence show it. It holds no secret and no query string."""

    at: datetime
    seconds: float
    api: Api
    method: str
    path: str
    status: int | None
    code: int | None
    fbtrace_id: str | None
    outcome: Literal["answered", "not_sent", "maybe_sent"]


OnCall = Callable[[Call], None]


def ignore_call(_: Call) -> None:
    """For those who keep no record of calls."""


class Caller:
    """Sends requests, has the answers read, and records each exchange, also one that was broken off."""

    def __init__(self, transport: Transport, *, api: Api, clock: Clock, on_call: OnCall) -> None:
        self.transport = transport
        self._api: Api = api
        self._clock = clock
        self._on_call = on_call

    async def exchange(
        self,
        request: Request,
        read: Callable[[Answer], T],
        *,
        fresh: bool = False,
        write: Callable[[bytes], None] | None = None,
    ) -> T:
        """`read` makes of the answer what the caller wants, or raises ApiError or MaybeSent."""
        at, status = self._clock.now(), None
        try:
            if write is None:
                answer = await self.transport.send(request, fresh=fresh)
            else:
                answer = await self.transport.download(request, write)
            status = answer.status
            result = read(answer)
        except BaseException as error:
            self._record(request, at, status, error)
            raise
        self._record(request, at, status, None)
        return result

    def _record(
        self, request: Request, at: datetime, status: int | None, error: BaseException | None
    ) -> None:
        answered = error is None or isinstance(error, ApiError)
        log.debug("%s %s %s: %s", self._api, request.method, request.path, status or type(error).__name__)
        self._on_call(
            Call(
                at=at,
                seconds=(self._clock.now() - at).total_seconds(),
                api=self._api,
                method=request.method,
                path=request.path,
                status=status,
                code=error.code if isinstance(error, ApiError) else None,
                fbtrace_id=error.fbtrace_id if isinstance(error, CloudError) else None,
                outcome="answered"
                if answered
                else "not_sent"
                if isinstance(error, NotSent)
                else "maybe_sent",
            )
        )


class Unreadable(Exception):
    """The body is not JSON. It says nothing of the body itself, which may hold secrets."""


def decode(body: bytes) -> Json:
    """The JSON value; None for an empty body, which both APIs send now and then."""
    if not body.strip():
        return None
    try:
        return msgspec.json.decode(body)
    except NOT_JSON:
        pass
    # Raised out here: the decoder's errors carry the text that they could not read.
    raise Unreadable


def encode(document: Json) -> bytes:
    return msgspec.json.encode(document)


def integer(value: Json) -> int | None:
    """An error code, which some answers give as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:18])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def plain(text: Json, secrets: Iterable[Secret]) -> str | None:
    """Text of an API as one short printable line, without the secrets we sent: both quote parameters."""
    if not isinstance(text, str) or not text.strip():
        return None
    for value in sorted((secret.reveal() for secret in secrets), key=len, reverse=True):
        if len(value) >= 4:
            text = text.replace(value, "…")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def doubtful(api: str, status: int) -> MaybeSent:
    """For an answer to a change that is not the API's own, such as a proxy's page."""
    return MaybeSent(
        f"{api} answered HTTP {status} with something that is not its API's answer.",
        hint="Look at what it did before trying again; a proxy in between may have answered.",
    )


def sendable(secret: Secret, key: str) -> Secret:
    """The secret, if it can stand in a header; ConfigError where it was pasted with something else."""
    value = secret.reveal()
    if not value or not value.isascii() or not value.isprintable() or value != value.strip():
        raise ConfigError(
            f"{key} is empty or contains characters that cannot be sent.",
            hint="Paste it again, without line breaks, blanks or quotation marks.",
        )
    return secret
