"""How many callbacks a deployment has in flight at once."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sim.http import OnPrem, eventually
from wamigrate.sim.testing import Simulator


class Slow:
    """An endpoint that answers nobody until it is told to."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.answered = 0
        self.open = threading.Event()
        self.lock = threading.Lock()

    def serve(self) -> http.server.ThreadingHTTPServer:
        slow = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                with slow.lock:
                    slow.inside += 1
                    slow.most = max(slow.most, slow.inside)
                slow.open.wait(20)
                with slow.lock:
                    slow.inside -= 1
                    slow.answered += 1
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def slow() -> Iterator[tuple[Slow, str]]:
    endpoint = Slow()
    server = endpoint.serve()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield endpoint, f"http://127.0.0.1:{server.server_address[1]}/hook"
    endpoint.open.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("asked", "limit"), [({}, 6), ({"max_concurrent_requests": "12"}, 12)])
def test_no_more_callbacks_are_in_flight_than_the_settings_allow(
    asked: dict[str, str], limit: int, sim: Simulator, onprem: OnPrem, slow: tuple[Slow, str]
) -> None:
    endpoint, url = slow
    onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": url, **asked}})
    for _ in range(limit + 3):
        sim.control.customer_says("16505551234", "main")
    eventually(lambda: endpoint.inside == limit)
    assert sim.control.number("main")["callbacks_waiting"] == limit + 3
    assert endpoint.most == limit
    endpoint.open.set()
    eventually(lambda: endpoint.answered == limit + 3)
    assert endpoint.most == limit
