"""Little servers on raw sockets, each behaving badly in one way."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

__all__ = ["Connection", "Peer", "crowded_port", "free_port", "ok", "serve"]


class Connection:
    """One accepted connection, as the peer sees it."""

    def __init__(self, peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.peer = peer
        self.reader = reader
        self.writer = writer

    async def request(self) -> bytes:
        """One whole request, noted; b"" where the other side closed first."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""
        lines = head.split(b"\r\n")
        size = next((int(x.split(b":")[1]) for x in lines if x.lower().startswith(b"content-length:")), 0)
        body = await self.reader.readexactly(size)
        self.peer.requests.append(head + body)
        self.peer.arrived.set()
        return head + body

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    def reset(self) -> None:
        """Ends the connection with a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def hold(self) -> None:
        """Stays silent until the other side has had enough."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(65536):
                pass


Behaviour = Callable[[Connection], Awaitable[None]]


class Peer:
    """A server on a port that the system chose, with what it has seen."""

    def __init__(self, behave: Behaviour) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.arrived = asyncio.Event()
        self.port = 0
        self.tls = False
        self._behave = behave
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        task = asyncio.get_running_loop().create_task(self._serve(Connection(self, reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Ends every connection, also one that was accepted just now or cannot get rid of its data."""
        await settle()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers:
            with contextlib.suppress(
                AttributeError
            ):  # Python 3.11.2 on a TLS connection that was ended before
                writer.transport.abort()
        await settle()

    async def _serve(self, connection: Connection) -> None:
        try:
            await self._behave(connection)
        finally:
            connection.writer.close()


@contextlib.asynccontextmanager
async def serve(behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """Runs a peer on 127.0.0.1 while the block runs."""
    peer = Peer(behave)
    server = await asyncio.start_server(peer.accept, "127.0.0.1", 0, ssl=tls)
    peer.port, peer.tls = server.sockets[0].getsockname()[1], tls is not None
    try:
        yield peer
    finally:
        server.close()
        await peer.end()


async def settle() -> None:
    """Lets the loop do what it has put off."""
    for _ in range(5):
        await asyncio.sleep(0)


def ok(body: bytes = b"{}", *, status: str = "200 OK", headers: str = "") -> bytes:
    """A complete answer."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextlib.contextmanager
def crowded_port() -> Iterator[int]:
    """A port whose queue of new connections is full, so that a further one gets no answer at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port
