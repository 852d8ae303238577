"""The quick client as a transport, so that the tests of the transports are its tests too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from wamigrate.clients.aiohttp_transport import trusting
from wamigrate.clients.quick import Address, QuickClient, head_of
from wamigrate.clients.transport import USER_AGENT, Answer, Request

__all__ = ["QuickTransport"]


class QuickTransport:
    """No proxies and no downloads: it is not for them."""

    def __init__(self, *, ca: bytes | None, proxy: str | None, connect_limit: float) -> None:
        assert proxy is None
        self._given = (ca, connect_limit)
        self._kept = self._open()

    def _open(self) -> QuickClient:
        ca, limit = self._given
        return QuickClient(lambda: trusting(ca), connect_limit=limit)

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        client = self._open() if fresh else self._kept
        address = Address.of(request.url)
        headers = [(k.encode(), v.encode()) for k, v in request.headers.items()]
        head = head_of(request.method, address, [*headers, (b"user-agent", USER_AGENT.encode())])
        try:
            found = await client.exchange(
                address, head, request.body or b"", limit=request.limit, most=request.max_bytes
            )
        finally:
            if fresh:
                await client.close()
        together: dict[str, list[str]] = {}
        for name, value in found.headers:
            if value.isascii():
                together.setdefault(name.decode().lower(), []).append(value.decode())
        return Answer(found.status, {k: ", ".join(v) for k, v in together.items()}, found.body)

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        raise NotImplementedError

    async def close(self) -> None:
        await self._kept.close()
        await asyncio.sleep(0)  # the loop closes the sockets in its next turn
