"""Calls the application's webhook: what is relayed to it, and what is delivered to it."""

from __future__ import annotations

import asyncio

from wamigrate.bridge.http import Headers, Reply
from wamigrate.bridge.relay import end_to_end
from wamigrate.clients.streaming import Streamer
from wamigrate.errors import MaybeSent, TransportError

__all__ = ["Hook"]

LIMIT = 20.0
ANSWER_LIMIT = 1_000_000


class Hook:
    """The way to one application. Its certificate authority may be one that it uploaded."""

    def __init__(self, *, connect_limit: float = 10.0) -> None:
        self._connect_limit = connect_limit
        self._ca: bytes | None = None
        self._streamer = Streamer(connect_limit=connect_limit)

    async def trust(self, ca: bytes | None) -> None:
        """Use this authority from now on; None for the system's."""
        if ca != self._ca:
            old, self._ca = self._streamer, ca
            self._streamer = Streamer(ca=ca, connect_limit=self._connect_limit)
            await old.close()

    async def post(self, url: str, headers: Headers, body: bytes) -> Reply:
        """The application's whole answer; NotSent or MaybeSent where there is none."""
        given = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in headers]
        try:
            async with (
                asyncio.timeout(LIMIT),
                self._streamer.exchange("POST", url, given, body, limit=LIMIT) as incoming,
            ):
                answer = bytearray()
                async for piece in incoming.pieces:
                    answer += piece
                    if len(answer) > ANSWER_LIMIT:
                        break
                kept = [(k, v) for k, v in end_to_end(incoming.headers) if k != b"content-length"]
                return Reply(incoming.status, bytes(answer), kept)
        except TimeoutError:
            raise MaybeSent("The application did not answer.") from None
        except ValueError:
            raise TransportError("The address of the application's webhook cannot be used.") from None

    async def close(self) -> None:
        await self._streamer.close()
