"""Calls over real sockets, with the standard library alone: what is tested here is not our own client."""

from __future__ import annotations

import base64
import http.client
import http.server
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.testing import Simulator

__all__ = ["Answer", "Graph", "OnPrem", "Receiver", "call", "eventually", "receiver"]

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        return json.loads(self.body)

    @property
    def error(self) -> JsonObject:
        found: JsonObject = self.json["error"]
        return found


def call(
    url: str,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
    ca_file: str | None = None,
) -> Answer:
    """One call on a connection of its own; a dict or list goes out as JSON."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    sent = {"content-type": "application/json"} if isinstance(body, dict | list) else {}
    content = json.dumps(body) if isinstance(body, dict | list) else body
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=ca_file)
        connection = http.client.HTTPSConnection(host, port, context=context, timeout=20)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=20)
    try:
        connection.request(method, parts.path + path, content, {**sent, **(headers or {})})
        response = connection.getresponse()
        found = {k.lower(): v for k, v in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


class OnPrem:
    """One deployment, logged in as its admin."""

    def __init__(self, sim: Simulator, name: str = "main") -> None:
        entry = sim.onprem(name)
        self.url, self.ca_file = entry["url"], entry["ca_file"]
        self.username, self.password, self.api_key = entry["username"], entry["password"], entry["api_key"]
        self.token: str | None = None

    def login(self, username: str | None = None, password: str | None = None, body: Any = None) -> Answer:
        pair = f"{username or self.username}:{password or self.password}"
        basic = {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
        return call(self.url, "POST", "/v1/users/login", body, basic, self.ca_file)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        if self.token is None:
            self.token = self.login().json["users"][0]["token"]
        sent = {"authorization": f"Bearer {self.token}"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        return call(self.url, method, path, body, sent, self.ca_file)

    def backup(self, password: str = "tacocat") -> dict[str, str]:
        answer = self("POST", "/v1/settings/backup", {"password": password})
        return {"data": answer.json["settings"]["data"], "password": password}


class Graph:
    """Graph with the world's system-user token."""

    def __init__(self, sim: Simulator) -> None:
        graph = sim.graph
        self.sim, self.url, self.token = sim, graph["url"], graph["token"]
        self.app_id, self.app_token = graph["app_id"], f"{graph['app_id']}|{graph['app_secret']}"

    def __call__(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str
    ) -> Answer:
        sent = {"authorization": f"Bearer {token or self.token}"}
        return call(self.url, method, path, body, sent | {k.replace("_", "-"): v for k, v in headers.items()})

    def id(self, name: str) -> str:
        return str(self.sim.number(name)["phone_number_id"])

    def waba(self, name: str = "main") -> str:
        return str(self.sim.number(name)["waba_id"])

    def fields(self, name: str, fields: str) -> JsonObject:
        found: JsonObject = self("GET", f"/v23.0/{self.id(name)}?fields={fields}").json
        return found

    def register(self, name: str, pin: str | None = None, backup: Json = None, **more: Any) -> Answer:
        given = {
            "messaging_product": "whatsapp",
            "pin": pin or self.sim.number(name)["pin"] or "112233",
            **more,
        }
        if backup is not None:
            given["backup"] = backup
        return self("POST", f"/v23.0/{self.id(name)}/register", given)

    def send(self, name: str, message: JsonObject, to: str = "16505551234") -> Answer:
        body = {"messaging_product": "whatsapp", "to": to, **message}
        return self("POST", f"/v23.0/{self.id(name)}/messages", body)


@dataclass
class Receiver:
    """A webhook endpoint that remembers what came; `statuses` are answered one after the other, then 200."""

    url: str
    statuses: list[int] = field(default_factory=list)
    verify_token: str = "let-me-in"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, limit: float = 10.0) -> list[JsonObject]:
        """The bodies, once that many have come."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.got) >= count, limit):
                raise AssertionError(f"{len(self.got)} of {count} webhooks came")
            return [json.loads(body) for _, body in self.got]


def eventually(look: Callable[[], T], limit: float = 10.0) -> T:
    """What `look` finds, once it is something."""
    end = time.monotonic() + limit
    while not (found := look()):
        assert time.monotonic() < end, "did not come about"
        time.sleep(0.005)
    return found


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run an endpoint on a free port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with found.arrived:
                found.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = found.statuses.pop(0) if found.statuses else 200
                found.arrived.notify_all()
            self._answer(status, b"")

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            known = query.get("hub.verify_token") == [found.verify_token]
            self._answer(200 if known else 403, query["hub.challenge"][0].encode() if known else b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found = Receiver(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
