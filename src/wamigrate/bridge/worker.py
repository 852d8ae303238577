"""One bridge process: `python -m wamigrate.bridge.worker CONFIG HOST PORT WORKERS`, started by its parent."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from wamigrate import config
from wamigrate.bridge.app import Bridge
from wamigrate.bridge.courier import AppCourier
from wamigrate.bridge.housekeeping import Housekeeping
from wamigrate.bridge.http import AsgiApp, Limits
from wamigrate.bridge.inbound import CloudWebhook
from wamigrate.bridge.keeper import Keeper
from wamigrate.bridge.logs import start_logging
from wamigrate.bridge.opening import TOKENS, Opened, open_lines
from wamigrate.bridge.own import own_pages
from wamigrate.bridge.plane import Plane, open_plane
from wamigrate.bridge.processes import SHARED, tell_ready
from wamigrate.bridge.relayed import Relayed
from wamigrate.bridge.sending import QueueSender
from wamigrate.bridge.server import DrainServer, ServerLimits, bind, new_server
from wamigrate.bridge.templates import Templates
from wamigrate.bridge.tls import open_tls
from wamigrate.bridge.translating import translator
from wamigrate.config import Settings
from wamigrate.errors import StoreError, WamigrateError
from wamigrate.store.opening import Store, open_store

__all__ = ["main", "serve"]

log = logging.getLogger("wamigrate.bridge")
Told = Callable[[], None]


async def serve(
    settings: Settings, store: Store, *, host: str, port: int, workers: int, shared: Path, ready: Told
) -> None:
    """Serve until SIGTERM, SIGINT, or the end of standard input."""
    url = settings.bridge.public_url or _url(settings, host, port)
    token_key = await store.secrets.data_key(TOKENS)
    tls = open_tls(settings)
    async with (
        open_plane(settings, store, url=url) as plane,
        open_lines(settings, plane, token_key, shared=shared, workers=workers) as opened,
    ):
        keeper = Keeper(plane, QueueSender(opened.by_id, opened.outbound), AppCourier(opened.by_id))
        beside = [
            asyncio.create_task(Housekeeping(plane, opened.lines, tls).run()),
            asyncio.create_task(Templates(opened.lines).run()),
        ]
        server: list[DrainServer] = []
        app = _app(settings, plane, opened, url, lambda: not (server and server[0].draining))

        def listening() -> None:
            log.info("listening", extra={"event": "listening", "pid": os.getpid()})
            ready()

        server.append(new_server(app, limits=_server_limits(settings), tls=tls, on_ready=listening))
        _end_with_parent(server[0])
        _warm_up()
        for line in opened.lines:
            with contextlib.suppress(StoreError):
                await line.settings()
        await keeper.start()
        try:
            await server[0].serve(sockets=[bind(host, port)])
        finally:
            await keeper.stop()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


def main() -> int:
    """Exit code 0 after an orderly end."""
    path, host, port, workers = sys.argv[1:5]
    start_logging()
    with contextlib.ExitStack() as stack:
        folder = os.environ.get(SHARED)
        if folder is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wamigrate-bridge-"))
        try:
            settings = config.load(Path(path))
            store = stack.enter_context(open_store(settings))
            work = serve(
                settings,
                store,
                host=host,
                port=int(port),
                workers=int(workers),
                shared=Path(folder),
                ready=tell_ready,
            )
            _run(work)
        except WamigrateError as error:
            log.critical("%s %s", error.message, error.hint or "")
            return error.exit_code
    return 0


def _warm_up() -> None:
    """Before the first request: loading the differences would stop all others for a quarter of a second."""
    translator()
    # What is loaded by now stays: nobody needs to look for garbage in it again and again.
    gc.collect()
    gc.freeze()
    # A request leaves a hundred objects behind, none of them in a circle: to look every 700 costs 4 %.
    gc.set_threshold(20_000, 20, 50)


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def _app(settings: Settings, plane: Plane, opened: Opened, url: str, serving: Callable[[], bool]) -> Bridge:
    bridge, graph = settings.bridge, settings.graph
    limits = Limits(bridge.json_limit, bridge.media_limit, bridge.idle_limit, bridge.body_limit)

    def is_ready() -> bool:
        return serving() and all(plane.routes.route(line.id) is not None for line in opened.lines)

    webhook = CloudWebhook(
        opened.by_id,
        app_secret=graph.app_secret,
        verify_token=graph.verify_token,
        limits=limits,
        clock=lambda: plane.clock.now().timestamp(),
    )
    own: dict[str, AsgiApp] = {"/webhooks/cloud": webhook}
    own |= own_pages(ready=is_ready, metrics_token=bridge.metrics_token)
    relayed = Relayed(plane.routes, limits, bridge_url=url)
    return Bridge(
        opened.lines,
        plane.routes,
        relayed,
        opened.outbound,
        own,
        limits=limits,
        access_log=bridge.access_log,
    )


def _server_limits(settings: Settings) -> ServerLimits:
    bridge = settings.bridge
    return ServerLimits(head=bridge.head_limit, head_time=bridge.idle_limit, stop=bridge.stop_limit)


def _url(settings: Settings, host: str, port: int) -> str:
    scheme = "https" if settings.bridge.tls_cert else "http"
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"{scheme}://[{shown}]:{port}" if ":" in shown else f"{scheme}://{shown}:{port}"


def _end_with_parent(server: DrainServer) -> None:
    """Standard input is a pipe from the parent: it ends when the parent does."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        with contextlib.suppress(OSError, RuntimeError):
            while os.read(0, 4096):
                pass
            loop.call_soon_threadsafe(server.end)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
