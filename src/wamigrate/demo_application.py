"""The demo's legacy application: it speaks On-Premises HTTP and nothing else, and knows of no move.

Standard library only, as an old CRM might be written: one base address, one token, a callback server.
"""

from __future__ import annotations

import base64
import http.client
import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from wamigrate.core.payload import JsonObject

__all__ = ["CUSTOMERS", "Application"]

PAUSE = 0.1
CUSTOMERS = tuple(f"+165055501{n}" for n in range(81, 86))
"""Several, because Meta lets a number send only so much to one customer."""


class Application:
    """Sends numbered messages and reads callbacks until it is told to stop."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._path = parts.path
        self._basic = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._token = ""
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.answers: Counter[int] = Counter()
        self.accepted: list[int] = []
        self.longest = 0.0
        """Longest time between two accepted messages, in seconds."""
        self.callbacks: list[JsonObject] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Application:
        self._begin(self._server.serve_forever)
        answer = self._call("POST", "/v1/users/login", {}, f"Basic {self._basic}")
        self._token = answer[1]["users"][0]["token"]
        url = f"http://127.0.0.1:{self._server.server_address[1]}/callbacks"
        self._call("PATCH", "/v1/settings/application", {"webhooks": {"url": url}})
        return self

    def __exit__(self, *exc: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
        self._server.shutdown()
        self._server.server_close()

    def send_all_the_while(self) -> None:
        """Ten messages a second from now on."""
        self._begin(self._send)

    def stop(self) -> None:
        """Send nothing more; what is under way is awaited."""
        self._stop.set()
        for thread in self._threads[1:]:
            thread.join()
        del self._threads[1:]

    def heard(self) -> int:
        """Messages of customers that arrived here, each counted once."""
        return len({m["id"] for c in self.callbacks for m in c.get("messages", [])})

    def _begin(self, work: Any) -> None:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _send(self) -> None:
        number, last = 0, time.monotonic()
        while not self._stop.wait(PAUSE):
            number += 1
            message = {"to": CUSTOMERS[number % len(CUSTOMERS)], "text": {"body": str(number)}}
            try:
                status, _ = self._call("POST", "/v1/messages", message)
            except OSError:
                status = 0
            self.answers[status] += 1
            if status in (200, 201):
                self.accepted.append(number)
                self.longest, last = max(self.longest, time.monotonic() - last), time.monotonic()

    def _call(self, method: str, path: str, body: JsonObject, authorization: str | None = None) -> Any:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=30)
        headers = {"content-type": "application/json"}
        headers["authorization"] = authorization or f"Bearer {self._token}"
        try:
            connection.request(method, self._path + path, json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        callbacks = self.callbacks

        class Callbacks(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                callbacks.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        return Callbacks
