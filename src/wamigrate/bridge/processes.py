"""The parent of the bridge's processes: starts them, starts dead ones again, ends them in order.

It holds the port without listening on it, so the port stays ours while a process is replaced. A parent that
dies closes the standard input of its children; they finish what is under way and end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from wamigrate.bridge.server import bind, have_alone
from wamigrate.config import Settings
from wamigrate.core.payload import JsonObject
from wamigrate.errors import WamigrateError

__all__ = ["SHARED", "run_processes", "tell_ready"]

SHARED = "WAMIGRATE_BRIDGE_SHARED"
"""Variable with the folder in which processes of one bridge meet: budgets and metrics, nothing that lasts."""
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
READY_LIMIT = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
STEADY = 10.0
"""A process that ran for so long is started again at once."""


async def run_processes(
    config: Path,
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    hand_over: bool,
    ready: Callable[[JsonObject], None],
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` gets the document that is printed.

    With `hand_over` another bridge may have the port too, which somebody stops when this one is ready.
    """
    if not hand_over:
        await have_alone(host, port)
    reserved = bind(host, port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        with tempfile.TemporaryDirectory(prefix="wamigrate-bridge-") as shared:
            (Path(shared) / "metrics").mkdir()
            command = [sys.executable, "-m", "wamigrate.bridge.worker", str(config.absolute()), host]
            command += [str(reserved.getsockname()[1]), str(workers)]
            children = [
                Child(
                    command,
                    {**os.environ, SHARED: shared, METRICS_FOLDER: str(Path(shared) / "metrics")},
                    stop,
                )
                for _ in range(workers)
            ]
            running = [asyncio.create_task(child.run()) for child in children]
            try:
                await _all_ready(children, stop)
                if not stop.is_set():
                    ready(_document(settings, host, reserved.getsockname()[1]))
                await stop.wait()
            finally:
                stop.set()
                await asyncio.gather(*(child.end(settings.bridge.stop_limit + 5) for child in children))
                await asyncio.gather(*running, return_exceptions=True)
    finally:
        reserved.close()


class Child:
    """One place for a process: there is always one in it, until the end."""

    def __init__(self, command: list[str], environ: dict[str, str], stop: asyncio.Event) -> None:
        self._command = command
        self._environ = environ
        self._stop = stop
        self._process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.Event()
        self.failed: str | None = None

    async def run(self) -> None:
        """Start it, and again whenever it dies."""
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            started = asyncio.get_running_loop().time()
            code = await self._once()
            if self._stop.is_set():
                return
            if not self.ready.is_set():
                self.failed = f"a process ended with code {code} before it was ready"
                self._stop.set()
                return
            steady = asyncio.get_running_loop().time() - started > STEADY
            pause = FIRST_PAUSE if steady else min(pause * 2, LONGEST_PAUSE)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def end(self, limit: float) -> None:
        """SIGTERM, and SIGKILL for one that does not end in time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), limit)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _once(self) -> int:
        pipe = asyncio.subprocess.PIPE
        # A session of its own: Ctrl-C at a terminal is the parent's to hear, and to pass on in order.
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environ, stdin=pipe, stdout=pipe, start_new_session=True
        )
        if self._process.stdout is not None and await self._process.stdout.readline():
            self.ready.set()
        return await self._process.wait()


async def _all_ready(children: list[Child], stop: asyncio.Event) -> None:
    everybody = asyncio.create_task(_each(children))
    ending = asyncio.create_task(stop.wait())
    await asyncio.wait([everybody, ending], timeout=READY_LIMIT, return_when=asyncio.FIRST_COMPLETED)
    ready = everybody.done()
    everybody.cancel()
    ending.cancel()
    await asyncio.gather(everybody, ending, return_exceptions=True)
    failed = next((child.failed for child in children if child.failed), None)
    if failed or not (ready or stop.is_set()):
        raise WamigrateError(
            f"The bridge did not start: {failed or 'a process did not become ready in time'}.",
            hint="The reason stands above, in the log of that process.",
        )


async def _each(children: list[Child]) -> None:
    for child in children:
        await child.ready.wait()


def _document(settings: Settings, host: str, port: int) -> JsonObject:
    scheme = "https" if settings.bridge.tls_cert else "http"
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    url = f"{scheme}://[{shown}]:{port}" if ":" in shown else f"{scheme}://{shown}:{port}"
    numbers = [
        {
            "name": number.name,
            "phone_number_id": number.phone_number_id,
            "url": url + (f"/{number.name}" if n else ""),
        }
        for n, number in enumerate(settings.number)
    ]
    return {"bridge": {"url": url}, "numbers": numbers}


def tell_ready() -> None:
    """A child's one line on standard output."""
    sys.stdout.write(json.dumps({"ready": os.getpid()}) + "\n")
    sys.stdout.flush()
