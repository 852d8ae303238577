"""One process, one loop, four listeners: On-Premises, Graph plain and over TLS, and the control API."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from wamigrate.core.payload import JsonObject
from wamigrate.errors import UsageError
from wamigrate.sim.cloud.app import GraphApi
from wamigrate.sim.control.app import control
from wamigrate.sim.front import front
from wamigrate.sim.http import Protocol
from wamigrate.sim.onprem.app import OnPremApi
from wamigrate.sim.tls import Certificates, make_certificates
from wamigrate.sim.world import World
from wamigrate.sim.world_file import load_world

__all__ = ["run", "serve"]

HEADERS = [("x-wamigrate-simulator", "1")]
GRACE = 1
# Clients with Meta's addresses built in reach the simulator through a resolver of their own.
GRAPH_HOSTS = ("graph.facebook.com", "lookaside.fbsbx.com")


class Server(uvicorn.Server):
    """uvicorn's server without its signal handlers, which tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


async def serve(
    world: World,
    *,
    host: str = "127.0.0.1",
    onprem_port: int = 0,
    graph_port: int = 0,
    graph_tls_port: int = 0,
    control_port: int = 0,
    ready: Callable[[JsonObject], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or `stop`; `ready` gets the ready document with the real ports."""
    ending = stop or asyncio.Event()
    with contextlib.ExitStack() as stack:
        sockets = [
            stack.enter_context(_listen(host, port))
            for port in (onprem_port, graph_port, graph_tls_port, control_port)
        ]
        onprem, graph, graph_tls, control_at = (s.getsockname()[1] for s in sockets)
        world.poster.sink = f"http://{_bracketed(host)}:{control_at}"
        world.graph_url = f"http://{_bracketed(host)}:{graph}"
        world.reset()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wamigrate-sim-")))
        hosts = ["localhost", "127.0.0.1", "::1", *([host] if host not in ("", "0.0.0.0", "::") else [])]
        onprem_tls = make_certificates(folder, "onprem", hosts)
        graph_certs = make_certificates(folder, "graph", [*hosts, *GRAPH_HOSTS])
        graph_app = front(GraphApi(world), world)
        servers = [
            _server(front(OnPremApi(world), world), onprem_tls),
            _server(graph_app),
            _server(graph_app, graph_certs),
            _server(control(world)),
        ]
        _end_on_signals(ending)
        running = [asyncio.ensure_future(s.serve([k])) for s, k in zip(servers, sockets, strict=True)]
        try:
            await asyncio.gather(*(s.listening.wait() for s in servers))
            ready(_ready(world, host, (onprem, graph, graph_tls, control_at), onprem_tls, graph_certs))
            await ending.wait()
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*running, return_exceptions=True)
            world.reset()
            await world.poster.close()


def run(
    world_file: Path | None,
    *,
    host: str = "127.0.0.1",
    onprem_port: int = 9090,
    graph_port: int = 8080,
    graph_tls_port: int = 8443,
    control_port: int = 8090,
    until_eof: bool = False,
) -> int:
    """Print the ready line and serve until a signal (or, on request, until standard input ends)."""
    world = World(load_world(world_file) if world_file else None)

    def ready(document: JsonObject) -> None:
        sys.stdout.buffer.write(msgspec.json.encode(document) + b"\n")
        sys.stdout.flush()

    async def main() -> None:
        stop = asyncio.Event()
        if until_eof:
            _stop_at_eof(stop)
        await serve(
            world,
            host=host,
            onprem_port=onprem_port,
            graph_port=graph_port,
            graph_tls_port=graph_tls_port,
            control_port=control_port,
            ready=ready,
            stop=stop,
        )

    _runner()(main())
    return 0


def _runner() -> Callable[[Any], None]:
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


def _stop_at_eof(stop: asyncio.Event) -> None:
    """A parent that dies closes our standard input: then nobody needs us."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        with contextlib.suppress(OSError, RuntimeError):
            while os.read(0, 4096):
                pass
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()


def _end_on_signals(ending: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Off the main thread there are no signals to handle.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, ending.set)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise UsageError(
            f"The simulator cannot listen on {host} port {port}: {error.strerror or error}.",
            hint="Another one may be running; choose other ports, 0 takes any free one.",
        ) from error


def _server(app: Any, certificates: Certificates | None = None) -> Server:
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="critical",
        headers=HEADERS,
        backlog=2048,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=str(certificates.cert_file) if certificates else None,
        ssl_keyfile=str(certificates.key_file) if certificates else None,
    )
    return Server(config)


def _bracketed(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _ready(
    world: World,
    host: str,
    ports: tuple[int, int, int, int],
    onprem_tls: Certificates,
    graph_tls: Certificates,
) -> JsonObject:
    at = _bracketed(host)
    onprem, graph, graph_https, control_at = ports
    app = world.spec.app[0]
    return {
        "onprem": [
            {
                "number": spec.name,
                "url": f"https://{at}:{onprem}" + (f"/{spec.name}" if place else ""),
                "username": spec.username,
                "password": spec.password,
                "api_key": spec.api_key,
                "ca_file": str(onprem_tls.ca_file),
            }
            for place, spec in enumerate(world.spec.number)
        ],
        "graph": {
            "url": f"http://{at}:{graph}",
            "tls_url": f"https://{at}:{graph_https}",
            "ca_file": str(graph_tls.ca_file),
            "token": app.token,
            "app_id": app.id,
            "app_secret": app.secret,
            "verify_token": app.verify_token,
        },
        "control": {"url": f"http://{at}:{control_at}"},
        "numbers": [_ready_number(world, name) for name in world.numbers],
    }


def _ready_number(world: World, name: str) -> JsonObject:
    number = world.numbers[name]
    spec = number.spec
    shown: JsonObject = {
        "name": name,
        "phone": "+" + number.phone,
        "phone_number_id": number.id,
        "waba_id": number.waba.id,
        "pin": spec.pin if spec.pin_told else None,
        "two_step": "off" if spec.pin is None else "known" if spec.pin_told else "unknown",
        "side": str(number.side),
    }
    backup = world.stored_backups.get(name)
    return shown | ({"backup": backup} if backup else {})
