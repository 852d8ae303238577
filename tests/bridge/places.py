"""A bridge as applications and Meta meet it: real processes, real sockets, the simulators behind."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.harness import Process, Site, open_site, wait_for
from wamigrate.bridge import passwords
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator
from wamigrate.store import bridge_callers, routes
from wamigrate.store.routes import RouteState

__all__ = ["PASSWORD", "Application", "Bridge", "Got", "free_port", "open_bridge", "receiving", "set_route"]

PASSWORD = "Correct-horse-1"
VERIFY_TOKEN = "verify-me"


@dataclass(frozen=True, slots=True)
class Got:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> int:
        """The On-Premises code of a refusal."""
        return int(self.json["errors"][0]["code"])


@dataclass(slots=True)
class Application:
    """A legacy application's webhook: it writes down what it gets."""

    url: str
    callbacks: list[JsonObject] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    status: int = 200

    def about(self, kind: str) -> list[JsonObject]:
        """The single messages, statuses or errors, in the order in which they came."""
        return [callback[kind][0] for callback in list(self.callbacks) if kind in callback]


@contextlib.contextmanager
def receiving() -> Iterator[Application]:
    """An application's webhook on a free port."""
    application = Application("")

    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            application.raw.append(body)
            if application.status == 200:
                application.callbacks.append(json.loads(body))
            self.send_response(application.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    application.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield application
    finally:
        server.shutdown()
        server.server_close()


class Bridge:
    """A running bridge."""

    def __init__(self, site: Site, sim: Simulator, process: Process, port: int, numbers: list[str]) -> None:
        self.site = site
        self.sim = sim
        self.process = process
        self.port = port
        self.numbers = numbers
        self._tokens: dict[str, str] = {}

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Got:
        """One request as it is given; anything but bytes goes as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        given = {"content-type": "application/json", **(headers or {})}
        try:
            connection.request(method, path, sent, given)
            response = connection.getresponse()
            return Got(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def ask(
        self, number: str, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Got:
        """A request of an application that is logged in as the administrator of a number."""
        given = {"authorization": f"Bearer {self.token(number)}", **(headers or {})}
        return self.call(method, f"/{number}{path}", body, given)

    def sent(self, number: str, message: JsonObject) -> str:
        """Have a message accepted; the ID that the application is given."""
        got = self.ask(number, "POST", "/v1/messages", message)
        assert got.status == 201, got
        return str(got.json["messages"][0]["id"])

    def token(self, number: str) -> str:
        if number not in self._tokens:
            got = self.login(number, "admin", self.password(number))
            assert got.status == 200, got
            self._tokens[number] = got.json["users"][0]["token"]
        return self._tokens[number]

    def login(self, number: str, user: str, password: str) -> Got:
        basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        return self.call("POST", f"/{number}/v1/users/login", {}, {"authorization": f"Basic {basic}"})

    def password(self, number: str) -> str:
        on_cloud = self.sim.control.number(number)["side"] == "cloud"
        return PASSWORD if on_cloud else str(self.sim.onprem(number)["password"])

    def webhook(self, document: Any, *, secret: str | None = None, raw: bytes | None = None) -> Got:
        """What Meta would post, signed."""
        body = raw if raw is not None else json.dumps(document).encode()
        key = secret if secret is not None else str(self.sim.graph["app_secret"])
        signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return self.call("POST", "/webhooks/cloud", body, {"x-hub-signature-256": f"sha256={signature}"})

    def raw(self, data: bytes, *, wait: float = 10.0) -> bytes:
        """Bytes as they are, and all that comes back until the bridge closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(data)
            got = b""
            with contextlib.suppress(OSError):
                while piece := connection.recv(65536):
                    got += piece
            return got

    def meet(self, phone: str, number: str) -> None:
        """The customer writes, so that for a day they may be written to."""
        self.sim.control.customer_says(phone, number, "first")

    def customer_got(self, phone: str, count: int) -> list[JsonObject]:
        """What a customer received, once there are so many."""
        wait_for(lambda: len(self.sim.control.inbox(phone)) >= count, f"{count} messages to {phone}")
        return self.sim.control.inbox(phone)


@contextlib.contextmanager
def open_bridge(
    folder: Path,
    sim: Simulator,
    *names: str,
    application: Application,
    lines: str = "",
    workers: int = 1,
    port: int | None = None,
    number_keys: Mapping[str, str] | None = None,
    **told: Any,
) -> Iterator[Bridge]:
    """A bridge for these numbers; those that are on Cloud API in the world are so in its routes too.

    `lines` are further TOML lines of the `[bridge]` table; `told` is for `open_site`.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    keys = {
        "callback_url": json.dumps(application.url),
        "webhook_url": json.dumps(f"{url}/webhooks/cloud"),
        "message_rate": "1000",
        **(number_keys or {}),
    }
    with open_site(folder, sim, *names, number_keys=keys, **told) as site:
        path = folder / "wamigrate.toml"
        table = f'[bridge]\nport = {port}\nallow_private = ["localhost"]\n{lines}\n'
        text = path.read_text().replace("[graph]\n", f'{table}[graph]\nverify_token = "{VERIFY_TOKEN}"\n', 1)
        path.write_text(text)
        assert site.run("status").code == 0  # makes the store
        for name in names:
            if sim.control.number(name)["side"] == "cloud":
                prepare_cloud(site, sim.number(name)["phone_number_id"])
        process = site.start("bridge", "--workers", str(workers))
        wait_for(lambda: process.out or not process.running, "the bridge to be ready")
        assert process.running, process.err
        try:
            yield Bridge(site, sim, process, port, list(names))
        finally:
            process.send(signal.SIGTERM)
            process.wait()


def prepare_cloud(site: Site, phone_number_id: str) -> None:
    """The number's route leads to Cloud API, and its administrator may log in."""
    set_route(site, phone_number_id, RouteState.CLOUD)
    admin = passwords.hashed("admin", PASSWORD, role=bridge_callers.ADMIN, source="added", at=time.time())
    site.store.run_now(lambda conn: bridge_callers.remember_user(conn, phone_number_id, admin))


def set_route(site: Site, phone_number_id: str, state: RouteState) -> None:
    """What a migration does, without one."""

    def work(conn: Any) -> None:
        route = routes.get(conn, phone_number_id, time.time())
        assert routes.move(conn, route, state, owner=None, at=time.time()) is not None

    site.store.run_now(work)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
