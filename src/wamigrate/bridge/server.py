"""One bridge process's server: its own socket, limits on heads, and an end that cuts no request.

Each process binds the same port with SO_REUSEPORT, so that none depends on another's listening socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import uvicorn

from wamigrate.bridge.guard import guarded
from wamigrate.bridge.http import AsgiApp
from wamigrate.bridge.tls import ReloadingContext
from wamigrate.errors import UsageError

__all__ = ["DrainServer", "ServerLimits", "bind", "have_alone", "new_server"]

LAST_ANSWER = 1.5
"""How long keep-alive clients get for one last answer, which tells them to connect anew."""
LAST_LOOK = 0.05
"""How long connections are still taken that waited when the end was called."""
BACKLOG = 2048
LETTING_GO = 10
"""Tenths of a second."""
BIND_HINTS = {
    errno.EADDRINUSE: "Something else uses the port; choose another one, 0 takes any free one. If it is a "
    "bridge that this one is to replace, add --hand-over, and stop the other when this one is ready.",
    errno.EACCES: "Ports below 1024 are for root; choose another one, and let a proxy have that one.",
}


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What is refused before a handler sees it, and how long the end may take."""

    head: int = 32_768
    head_time: float = 15.0
    stop: float = 20.0
    keep_alive: int = 75


class DrainServer(uvicorn.Server):
    """Says when it listens; on SIGTERM it lets every connection get one more answer before it ends."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.draining = False

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the server; the process then ends by itself, not by the signal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.end)
        yield

    def end(self) -> None:
        """Stop accepting, finish what is under way."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.draining = True
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        # What the kernel has accepted would be reset if closed without a look. New ones wait or go away.
        for one in sockets or []:
            one.listen(0)
        await asyncio.sleep(LAST_LOOK)
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        end = time.monotonic() + LAST_ANSWER
        while self.server_state.connections and time.monotonic() < end:  # noqa: ASYNC110 - a bare set
            await asyncio.sleep(0.02)
        await super().shutdown(sockets)


def new_server(
    app: AsgiApp,
    *,
    limits: ServerLimits,
    tls: ReloadingContext | None,
    on_ready: Callable[[], None],
) -> DrainServer:
    """The server, ready for `serve(sockets=[…])`."""
    config = uvicorn.Config(
        app,
        http=guarded(limits.head, limits.head_time),
        ws="none",
        loop="none",
        lifespan="off",
        interface="asgi3",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        log_level="critical",
        backlog=BACKLOG,
        timeout_keep_alive=limits.keep_alive,
        timeout_graceful_shutdown=int(limits.stop) or 1,
        ssl_context_factory=(lambda _config, _default: tls.context) if tls else None,
    )
    return DrainServer(config, on_ready=on_ready)


def bind(host: str, port: int) -> socket.socket:
    """A socket that shares its port with other processes; it does not listen yet."""
    one = _bound(host, port, socket.SO_REUSEADDR, socket.SO_REUSEPORT)
    one.setblocking(False)
    return one


async def have_alone(host: str, port: int) -> None:
    """UsageError where somebody listens there already, be it a bridge that would share the port unasked.

    Processes of a bridge that was killed let go of it in a moment: that is waited for.
    """
    for tries_left in reversed(range(LETTING_GO)):
        try:
            _bound(host, port, socket.SO_REUSEADDR).close()
        except UsageError as error:
            if not tries_left or getattr(error.__cause__, "errno", None) != errno.EADDRINUSE:
                raise
            await asyncio.sleep(0.1)
        else:
            return


def _bound(host: str, port: int, *options: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            one.setsockopt(socket.SOL_SOCKET, option, 1)
        one.bind((host, port))
    except OSError as error:
        one.close()
        raise UsageError(
            f"The bridge cannot listen on {host} port {port}: {error.strerror or error}.",
            hint=BIND_HINTS.get(
                error.errno or 0, "Give an address of this machine: --host, or [bridge] host."
            ),
        ) from error
    return one
