"""State `onprem`: what the application says goes to the deployment byte for byte, and so does its answer.

Bodies are handed on piece by piece, in both directions, so the memory of the bridge does not grow with them.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from wamigrate.bridge.http import Headers, Scope
from wamigrate.bridge.refusals import Refused
from wamigrate.clients.streaming import Incoming, Streamer
from wamigrate.errors import MaybeSent, NotSent

__all__ = ["Deployment", "end_to_end", "of_whole"]

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"expect",
        b"host",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
UNREACHABLE = "The deployment cannot be reached."
NO_ANSWER = "The deployment did not answer."


class Deployment:
    """One On-Premises deployment, as the bridge relays to it."""

    def __init__(self, streamer: Streamer, url: str) -> None:
        self._streamer = streamer
        self._url = url

    @contextlib.asynccontextmanager
    async def exchange(
        self,
        scope: Scope,
        path: str,
        body: bytes | AsyncIterator[bytes] | None,
        *,
        limit: float,
        total: float | None = None,
    ) -> AsyncIterator[Incoming]:
        """The deployment's answer to this very request. NotSent and MaybeSent rise as they are."""
        query = scope["query_string"].decode("latin-1")
        url = f"{self._url}{path}" + (f"?{query}" if query else "")
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in end_to_end(scope["headers"])]
        async with self._streamer.exchange(
            scope["method"], url, headers, body, limit=limit, total=total
        ) as incoming:
            yield incoming

    async def close(self) -> None:
        await self._streamer.close()


def end_to_end(headers: Headers) -> Headers:
    """The headers that concern more than one connection, in their order."""
    named = {
        token.strip().lower()
        for name, value in headers
        if name.lower() == b"connection"
        for token in value.split(b",")
    }
    dropped = HOP_BY_HOP | named
    return [(name.lower(), value) for name, value in headers if name.lower() not in dropped]


def of_whole(headers: Headers) -> Headers:
    """What passes on with a body that goes in one piece, whose length is written anew."""
    return [(name, value) for name, value in end_to_end(headers) if name != b"content-length"]


def as_refused(error: NotSent | MaybeSent) -> Refused:
    """What the application is told when the deployment did not answer: something to try again later."""
    if isinstance(error, NotSent):
        return Refused(1016, UNREACHABLE)
    return Refused(1014, NO_ANSWER, status=504)
