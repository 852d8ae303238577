"""Calls the application's webhook: what is relayed to it, and what is delivered to it."""

from __future__ import annotations

import functools

from wamigrate.bridge.http import Headers
from wamigrate.clients.quick import Address, QuickAnswer, QuickClient, head_of
from wamigrate.clients.streaming import lax_context
from wamigrate.errors import TransportError

__all__ = ["Hook"]

LIMIT = 20.0
LARGEST_ANSWER = 1_000_000


class Hook:
    """The way to one application. Its certificate authority may be one that it uploaded."""

    def __init__(self, *, connect_limit: float = 10.0) -> None:
        self._connect_limit = connect_limit
        self._ca: bytes | None = None
        self._client = self._open(None)

    async def trust(self, ca: bytes | None) -> None:
        """Use this authority from now on; None for the system's."""
        if ca != self._ca:
            old, self._ca = self._client, ca
            self._client = self._open(ca)
            await old.close()

    async def post(self, url: str, headers: Headers, body: bytes) -> QuickAnswer:
        """The application's whole answer; NotSent or MaybeSent where there is none."""
        try:
            address = _address(url)
            head = head_of("POST", address, headers)
        except ValueError:
            raise TransportError("The address of the application's webhook cannot be used.") from None
        return await self._client.exchange(address, head, body, limit=LIMIT, most=LARGEST_ANSWER, cut=True)

    async def close(self) -> None:
        await self._client.close()

    def _open(self, ca: bytes | None) -> QuickClient:
        return QuickClient(lambda: lax_context(ca), connect_limit=self._connect_limit)


_address = functools.lru_cache(maxsize=1024)(Address.of)
