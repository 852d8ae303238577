"""Load for the benchmarks: many busy connections in a process of its own, and servers that say yes.

Both do as little as they can for each request, so that what is measured is what stands between them.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

__all__ = [
    "Load",
    "Measured",
    "Received",
    "children",
    "cpu_seconds",
    "drive",
    "peak_mb",
    "pin",
    "receiver",
    "rss_mb",
    "upstream",
]

END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """`requests` are sent in turn; without a `rate` every connection asks again as soon as it is answered."""

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: float
    expected: bytes
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it."""

    answered: int
    seconds: float
    p50_ms: float
    p99_ms: float


def drive(load: Load) -> Measured:
    """Run the load in another process, on the last core."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_drive, args=(load, theirs))
    process.start()
    try:
        if not ours.poll(load.seconds + 60):
            raise SystemExit("the load did not end")
        found = ours.recv()
    finally:
        process.join(10)
    if isinstance(found, str):
        raise SystemExit(found)
    measured: Measured = found
    return measured


def _drive(load: Load, pipe: Connection) -> None:
    pin(os.getpid(), -1)
    import uvloop

    try:
        pipe.send(uvloop.run(_run(load)))
    except BaseException as error:
        pipe.send(f"{type(error).__name__}: {error}")


async def _run(load: Load) -> Measured:
    taken: list[float] = []
    place = iter(range(1 << 60))
    began = time.perf_counter()
    until = began + load.seconds
    pause = load.connections / load.rate if load.rate else 0.0
    tasks = [_connection(load, place, until, taken, pause, n) for n in range(load.connections)]
    await asyncio.gather(*tasks)
    seconds = time.perf_counter() - began
    taken.sort()
    return Measured(
        len(taken),
        seconds,
        round(taken[len(taken) // 2] * 1000, 2),
        round(taken[int(len(taken) * 0.99)] * 1000, 2),
    )


async def _connection(
    load: Load, place: Iterator[int], until: float, taken: list[float], pause: float, n: int
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
    due = time.perf_counter() + pause * n / load.connections
    while (now := time.perf_counter()) < until:
        if pause:
            if due > now:
                await asyncio.sleep(due - now)
            began, due = due, due + pause
        else:
            began = now
        writer.write(load.requests[next(place) % len(load.requests)])
        head = await reader.readuntil(END)
        if not head.startswith(load.expected):
            body = await reader.read(500)
            raise RuntimeError(f"unexpected answer: {head[:200]!r} {body!r}")
        length = int(head.lower().split(LENGTH)[1].split(b"\r\n")[0])
        if length:
            await reader.readexactly(length)
        taken.append(time.perf_counter() - began)
    writer.close()


@contextlib.contextmanager
def upstream(answer: bytes, *, tls: tuple[Path, Path]) -> Iterator[int]:
    """A TLS server, with certificate and key, that gives one answer to everything; its port."""
    with _server(answer, tls) as (port, _):
        yield port


@dataclass(frozen=True, slots=True)
class Received:
    """What a receiver has taken so far."""

    port: int
    _notes: Sequence[float]

    @property
    def count(self) -> int:
        return int(self._notes[0])

    @property
    def last(self) -> float:
        """When it took the last one, by `time.perf_counter`, which is the same in all processes."""
        return self._notes[1]

    def settled(self) -> int:
        """The count, once nothing has come for a second."""
        while time.perf_counter() - self.last < 1.0:
            time.sleep(0.05)
        return self.count


@contextlib.contextmanager
def receiver() -> Iterator[Received]:
    """A plain server that says 200 to everything and counts."""
    with _server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None) as (port, notes):
        yield Received(port, notes)


@contextlib.contextmanager
def _server(answer: bytes, tls: tuple[Path, Path] | None) -> Iterator[tuple[int, Sequence[float]]]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    notes = context.Array("d", 2, lock=False)
    process = context.Process(target=_serve, args=(answer, tls, notes, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), notes
    finally:
        process.terminate()
        process.join()


def _serve(answer: bytes, tls: tuple[Path, Path] | None, notes: Any, pipe: Connection) -> None:
    pin(os.getpid(), -1)
    import uvloop

    uvloop.run(_serving(answer, tls, notes, pipe))


async def _serving(answer: bytes, tls: tuple[Path, Path] | None, notes: Any, pipe: Connection) -> None:
    class Yes(asyncio.Protocol):
        """Counts bytes until a request is complete, then answers it."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: asyncio.Transport = transport  # type: ignore[assignment]
            self.buffer = b""

        def data_received(self, data: bytes) -> None:
            self.buffer += data
            while (end := self.buffer.find(END)) >= 0:
                head = self.buffer[:end].lower()
                length = int(head.split(LENGTH)[1].split(b"\r\n")[0]) if LENGTH in head else 0
                if len(self.buffer) < end + 4 + length:
                    return
                self.buffer = self.buffer[end + 4 + length :]
                self.transport.write(answer)
                notes[0] += 1
                notes[1] = time.perf_counter()

    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    server = await asyncio.get_running_loop().create_server(Yes, "127.0.0.1", 0, ssl=context, backlog=1024)
    pipe.send(server.sockets[0].getsockname()[1])
    await asyncio.Event().wait()


def pin(pid: int, core: int) -> None:
    """Keep a process on one core; -1 is the last one."""
    cores = sorted(os.sched_getaffinity(0))
    with contextlib.suppress(OSError):
        os.sched_setaffinity(pid, {cores[core % len(cores)]})
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {cores[core % len(cores)]})


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor seconds that these processes have used."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def rss_mb(pids: Sequence[int]) -> float:
    """Memory that these processes hold."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def peak_mb(pids: Sequence[int]) -> float:
    """The most memory that these processes have held so far."""
    lines = (line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return round(sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6, 1)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found
