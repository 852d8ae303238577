"""HTTP as a small legacy client speaks it: one connection, kept alive, and a listener for webhooks.

Nothing is repeated here and nothing is hidden: a connection that breaks is an answer that was lost.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

__all__ = ["Caller", "NoAnswer", "listening"]

LIMIT = 30.0
END = b"\r\n\r\n"


class NoAnswer(Exception):
    """The connection ended first: whether the call had its effect nobody can say."""


class Caller:
    """One connection to one server, opened anew after it broke."""

    def __init__(self, url: str, *headers: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = "".join(f"{line}\r\n" for line in ("content-type: application/json", *headers))
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer; NoAnswer where there is none."""
        try:
            async with asyncio.timeout(LIMIT):
                return await self._exchange(method, path, body)
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            raise NoAnswer(f"{method} {path}: {error!r}") from error

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        head = f"{method} {path} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\n{self._head}"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        first, headers, answer = await _read(reader)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(first.split()[1]), answer


async def _read(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """The first line, headers and body of one message."""
    first, *lines = (await reader.readuntil(END)).decode("latin-1").rstrip().split("\r\n")
    named = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in named}
    return first, headers, await reader.readexactly(int(headers.get("content-length", 0)))


@contextlib.asynccontextmanager
async def listening(hear: Callable[[bytes], int]) -> AsyncIterator[str]:
    """A webhook endpoint; `hear` gets each body and says which status it is answered with."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while True:
                _, _, body = await _read(reader)
                writer.write(f"HTTP/1.1 {hear(body)} -\r\ncontent-length: 0\r\n\r\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/hook"
    finally:
        server.close()
