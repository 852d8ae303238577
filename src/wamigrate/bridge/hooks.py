"""Calls the application's webhook: what is relayed to it, and what is delivered to it."""

from __future__ import annotations

import asyncio

from wamigrate.bridge.http import Headers
from wamigrate.clients.poster import Poster
from wamigrate.clients.posting import Posted
from wamigrate.errors import MaybeSent, TransportError

__all__ = ["Hook"]

LIMIT = 20.0


class Hook:
    """The way to one application. Its certificate authority may be one that it uploaded."""

    def __init__(self, *, connect_limit: float = 10.0) -> None:
        self._connect_limit = connect_limit
        self._ca: bytes | None = None
        self._poster = Poster(connect_limit=connect_limit)

    async def trust(self, ca: bytes | None) -> None:
        """Use this authority from now on; None for the system's."""
        if ca != self._ca:
            old, self._ca = self._poster, ca
            self._poster = Poster(ca=ca, connect_limit=self._connect_limit)
            await old.close()

    async def post(self, url: str, headers: Headers, body: bytes) -> Posted:
        """The application's whole answer; NotSent or MaybeSent where there is none."""
        try:
            async with asyncio.timeout(LIMIT):
                return await self._poster.post(url, headers, body)
        except TimeoutError:
            raise MaybeSent("The application did not answer.") from None
        except ValueError:
            raise TransportError("The address of the application's webhook cannot be used.") from None

    async def close(self) -> None:
        await self._poster.close()
