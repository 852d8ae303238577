"""How many Cloud webhooks a second the simulator delivers, on one core, to a receiver in another process.

Budget: 3,000. The messages are accepted beforehand and wait for the world's clock; moving it makes all of
their statuses due at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wamigrate.sim.testing import Simulator, running_simulator

MESSAGES = 5000
STATUSES = 2
BUDGET = 3000
DELAY = 3600
LIMIT = 120.0

WORLD = """
[options]
send_delay = {delay}
delivered_delay = 0
read_receipts = false
[[app]]
id = "670000000000001"
secret = "secret"
token = "token"
callback_url = "{url}"
[[waba]]
id = "102000000000001"
subscribed = ["670000000000001"]
[[waba.template]]
name = "hello_world"
body = "Hello"
[[number]]
name = "main"
phone = "+16505550100"
side = "cloud"
"""


def main() -> None:
    with contextlib.ExitStack() as stack:
        url, reports = stack.enter_context(_receiver())
        simulator = stack.enter_context(running_simulator(WORLD.format(delay=DELAY, url=url)))
        _pin(simulator.pid, 0)
        _send(simulator)
        before = _cpu(simulator.pid)
        simulator.control.advance(DELAY + 1)
        seconds = _seconds(reports, MESSAGES * STATUSES)
        cpu = _cpu(simulator.pid) - before
    count = MESSAGES * STATUSES
    document = {
        "benchmark": "sim_webhooks",
        "webhooks_per_second": round(count / seconds),
        "webhooks_per_cpu_second": round(count / cpu),
        "of_budget": round(count / cpu / BUDGET, 2),
        "delivered": count,
    }
    print(json.dumps(document))


def _send(simulator: Simulator) -> None:
    """Have the messages accepted; nothing is told of them yet."""
    parts = urlsplit(simulator.graph["url"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    path = f"/v23.0/{simulator.number('main')['phone_number_id']}/messages"
    headers = {"authorization": "Bearer token", "content-type": "application/json"}
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    for place in range(MESSAGES):
        body: dict[str, Any] = {"messaging_product": "whatsapp", "to": f"1650556{place % 1000:04}"}
        body |= {"type": "template", "template": template}
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        if response.status != 200:
            raise SystemExit(response.read().decode())
        response.read()


def _seconds(reports: Connection, count: int) -> float:
    """From the first webhook to the last."""
    if not reports.poll(LIMIT):
        raise SystemExit("the webhooks did not come")
    first, last, seen = reports.recv()
    if seen != count:
        raise SystemExit(f"{seen} of {count} webhooks came")
    return float(last - first)


@contextlib.contextmanager
def _receiver() -> Iterator[tuple[str, Connection]]:
    """An endpoint in a process of its own; it reports once it has seen everything."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_receive, args=(theirs, MESSAGES * STATUSES), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/hook", ours
    finally:
        process.terminate()
        process.join()


def _receive(pipe: Connection, expected: int) -> None:
    _pin(os.getpid(), -1)
    times: list[float] = []

    class Endpoint(asyncio.Protocol):
        """Answers 200 to every request; bodies are only counted off."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport
            self.rest = b""

        def data_received(self, data: bytes) -> None:
            self.rest += data
            while True:
                head, gap, body = self.rest.partition(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
                if not gap or len(body) < length:
                    return
                self.rest = body[length:]
                self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                times.append(time.monotonic())
                if len(times) == expected:
                    pipe.send((times[0], times[-1], len(times)))

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Endpoint, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _pin(pid: int, core: int) -> None:
    """Keep every thread of a process on one core."""
    cores = sorted(os.sched_getaffinity(0))
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {cores[core]})


def _cpu(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
