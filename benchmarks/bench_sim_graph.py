"""Text messages a second through the Graph simulator on one core, validation on. Budget: 5,000.

The senders run in another process, over connections that stay open; what is measured is the simulator and not
the client, so they do as little as they can.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from wamigrate.sim.testing import running_simulator

SECONDS = 4.0
CONNECTIONS = 32
CUSTOMERS = 50
END = b"\r\n\r\n"
WORLD = """
[options]
send_delay = 0.05

[[number]]
name = "cloud"
phone = "+16505550106"
side = "cloud"
"""


def main() -> None:
    with running_simulator(WORLD) as simulator:
        number = simulator.number("cloud")["phone_number_id"]
        requests = list(_requests(simulator.graph["token"], number))
        began = _cpu(simulator.pid)
        with _senders(simulator.graph["url"], requests) as counted:
            sent, seconds = counted.get(timeout=60)
        spent = _cpu(simulator.pid) - began
    document = {
        "benchmark": "sim_graph_text",
        "requests_per_second": round(sent / seconds),
        "requests_per_cpu_second": round(sent / spent),
        "of_budget": round(sent / spent / 5000, 2),
        "sent": sent,
    }
    print(json.dumps(document))


def _requests(token: str, number: str) -> Iterator[bytes]:
    for n in range(CUSTOMERS):
        message = {"messaging_product": "whatsapp", "to": f"1650555{n:04}", "type": "text"}
        body = json.dumps({**message, "text": {"body": f"Hello number {n}", "preview_url": False}})
        head = f"POST /v23.0/{number}/messages HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}{END.decode()}"
        yield (head + body).encode()


@contextmanager
def _senders(url: str, requests: list[bytes]) -> Iterator[multiprocessing.Queue[tuple[int, float]]]:
    context = multiprocessing.get_context("spawn")
    counted: multiprocessing.Queue[tuple[int, float]] = context.Queue()
    process = context.Process(target=_send_in_process, args=(url, requests, counted))
    process.start()
    try:
        yield counted
    finally:
        process.join(10)


def _send_in_process(
    url: str, requests: list[bytes], counted: multiprocessing.Queue[tuple[int, float]]
) -> None:
    counted.put(asyncio.run(_send(url, requests)))


async def _send(url: str, requests: list[bytes]) -> tuple[int, float]:
    parts = urlsplit(url)
    began = time.perf_counter()
    until = began + SECONDS
    senders = (
        _connection(parts.hostname or "", parts.port or 80, requests, until) for _ in range(CONNECTIONS)
    )
    counts = await asyncio.gather(*senders)
    return sum(counts), time.perf_counter() - began


async def _connection(host: str, port: int, requests: list[bytes], until: float) -> int:
    """Keep one connection busy; every answer must be a 200."""
    reader, writer = await asyncio.open_connection(host, port)
    count = 0
    while time.perf_counter() < until:
        writer.write(requests[count % len(requests)])
        head = await reader.readuntil(END)
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        count += 1
    writer.close()
    return count


def _cpu(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
