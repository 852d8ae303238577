"""The bridge under load, one process on one core; nginx as plain TLS proxy beside it, if it is installed.

Budgets: a send costs at most five times the CPU of nginx, and 8,000 fit in a second of CPU; 5,000 messages a
second are held durably; 3,000 events a second are stored and delivered; shadow mode costs 30 µs a send.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from loadgen import Load, Measured, children, cpu_seconds, drive, pin, rss_mb, upstream
from wamigrate.bridge import passwords
from wamigrate.bridge.shadow import Shadow
from wamigrate.differences.facts import Facts
from wamigrate.sim.tls import make_certificates
from wamigrate.store import bridge_callers, routes
from wamigrate.store.database import Database
from wamigrate.store.routes import RouteState

SECONDS = 6.0
CONNECTIONS = 64
NUMBERS = 100
CUSTOMERS = 60_000
PASSWORD = "Bench-mark-1"
SECRET = "bench-secret"
ANSWER_BODY = json.dumps(
    {
        "messaging_product": "whatsapp",
        "messages": [{"id": "wamid.HBgLMTY1MDU1NTAxMDAVAgARGBI3QkVOQ0hNQVJLMDAwMDAwMQA="}],
    },
    separators=(",", ":"),
).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: "
    + str(len(ANSWER_BODY)).encode()
    + b"\r\n\r\n"
    + ANSWER_BODY
)


def main() -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-bridge-")))
        certificates = make_certificates(folder, "upstream", ["localhost", "127.0.0.1"])
        port = stack.enter_context(upstream(certificates.cert_file, certificates.key_file, ANSWER))
        anchor = _nginx_us(folder, port, certificates.ca_file)
        _write_config(folder, port, certificates.ca_file)
        bridge = stack.enter_context(_bridge(folder))
        _send(bridge, anchor)
        _inbound(bridge)
        _hold(bridge)  # last, for what it holds is sent as soon as its numbers are on Cloud API
    _shadow()


@dataclass(frozen=True, slots=True)
class Bridge:
    """A running bridge with one worker."""

    port: int
    worker: int
    folder: Path
    tokens: list[str]


def _send(bridge: Bridge, anchor: float | None) -> None:
    _route(bridge, RouteState.CLOUD)
    requests = list(_requests(bridge))
    drive(Load(bridge.port, requests, CONNECTIONS, 1.0, b"HTTP/1.1 201"))
    full, us = _measured(bridge, Load(bridge.port, requests, CONNECTIONS, SECONDS, b"HTTP/1.1 201"))
    rate = full.answered / full.seconds / 2
    half = drive(Load(bridge.port, requests, CONNECTIONS, SECONDS, b"HTTP/1.1 201", rate=rate))
    _print(
        "bridge_send",
        requests_per_second=round(full.answered / full.seconds),
        requests_per_cpu_second=round(1e6 / us),
        of_budget=round(1e6 / us / 8000, 2),
        cpu_us=round(us, 1),
        nginx_cpu_us=round(anchor, 1) if anchor else "nginx is not installed",
        times_nginx=round(us / anchor, 2) if anchor else None,
        p99_ms_at_half_load=half.p99_ms,
        rss_mb=rss_mb([bridge.worker]),
    )


def _hold(bridge: Bridge) -> None:
    _route(bridge, RouteState.HOLD)
    requests = list(_requests(bridge))
    full, us = _measured(bridge, Load(bridge.port, requests, CONNECTIONS, SECONDS, b"HTTP/1.1 201"))
    paced = drive(Load(bridge.port, requests, CONNECTIONS, SECONDS, b"HTTP/1.1 201", rate=2500))
    _print(
        "bridge_hold",
        accepted_per_second=round(full.answered / full.seconds),
        accepted_per_cpu_second=round(1e6 / us),
        of_budget=round(1e6 / us / 5000, 2),
        p99_ms_at_2500=paced.p99_ms,
        rss_mb=rss_mb([bridge.worker]),
    )


def _inbound(bridge: Bridge) -> None:
    """Webhooks with ten events each, stored and delivered to a receiver in this process."""
    _route(bridge, RouteState.CLOUD)
    seen: list[float] = []
    with _receiver(seen) as url:
        for n, token in enumerate(bridge.tokens[:10]):
            _call(bridge, n, "PATCH", "/v1/settings/application", token, {"webhooks": _webhooks(url)})
        time.sleep(2.5)
        webhooks = [_webhook(n) for n in range(1500)]
        before = cpu_seconds([bridge.worker])
        began = time.perf_counter()
        drive(Load(bridge.port, webhooks, 8, SECONDS, b"HTTP/1.1 200"))
        wanted = len(seen)
        while time.perf_counter() - began < 120:
            time.sleep(0.5)
            if len(seen) == wanted:
                break
            wanted = len(seen)
        spent = cpu_seconds([bridge.worker]) - before
    _print(
        "bridge_inbound",
        delivered=len(seen),
        events_per_second=round(len(seen) / (seen[-1] - seen[0])),
        events_per_cpu_second=round(len(seen) / spent),
        of_budget=round(len(seen) / spent / 3000, 2),
    )


def _shadow() -> None:
    shadow = Shadow("bench", Facts(), rate=1_000_000_000)
    body = json.dumps(_message(1)).encode()
    count = 20_000
    for _ in range(1000):
        shadow.look(body, caller="bench/1.0")
    began = time.process_time()
    for _ in range(count):
        shadow.look(body, caller="bench/1.0")
    us = (time.process_time() - began) / count * 1e6
    _print("bridge_shadow", cpu_us=round(us, 1), of_budget=round(us / 30, 2))


def _measured(bridge: Bridge, load: Load) -> tuple[Measured, float]:
    """The load, and CPU microseconds of the bridge for each answer."""
    before = cpu_seconds([bridge.worker])
    measured = drive(load)
    return measured, (cpu_seconds([bridge.worker]) - before) / measured.answered * 1e6


def _print(name: str, **values: Any) -> None:
    print(json.dumps({"benchmark": name, **values}), flush=True)


def _message(n: int) -> dict[str, Any]:
    """About 1 KB, with what legacy applications get away with: unknown keys and blanks around a title."""
    rows = [
        {"id": f"row-{i}", "title": f"Choice {i}", "description": "What this choice means, in some words"}
        for i in range(6)
    ]
    return {
        "to": f"1650{n:07}",
        "recipient_type": "individual",
        "type": "interactive",
        "campaign": "spring",
        "external_id": f"id-{n}",
        "interactive": {
            "type": "list",
            "header": {"type": "text", "text": "Your order"},
            "body": {"text": "Please choose when we may deliver. " * 4},
            "footer": {"text": "You can change this later"},
            "action": {"button": " Choose ", "sections": [{"title": "Times", "rows": rows}]},
        },
    }


def _requests(bridge: Bridge) -> Iterator[bytes]:
    for n in range(CUSTOMERS):
        number = n % NUMBERS
        body = json.dumps(_message(n), separators=(",", ":"))
        head = (
            f"POST /n{number}/v1/messages HTTP/1.1\r\nHost: bridge\r\n"
            f"Authorization: Bearer {bridge.tokens[number]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield (head + body).encode()


def _webhooks(url: str) -> dict[str, Any]:
    return {"url": url, "max_concurrent_requests": 24}


def _webhook(n: int) -> bytes:
    messages = [
        {
            "from": f"1650{n % 900:07}",
            "id": f"wamid.BENCH{time.time_ns()}{n}{i}",
            "timestamp": "1700000000",
            "type": "text",
            "text": {"body": f"message {n} {i}"},
        }
        for i in range(10)
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": f"10600000{n % 10:04}"},
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": f"1650{n % 900:07}"}],
        "messages": messages,
    }
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    body = json.dumps(document)
    signature = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    head = (
        "POST /webhooks/cloud HTTP/1.1\r\nHost: bridge\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


@contextlib.contextmanager
def _receiver(seen: list[float]) -> Iterator[str]:
    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            seen.append(time.perf_counter())
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


def _write_config(folder: Path, port: int, ca_file: Path) -> None:
    lines = [
        f'[graph]\nurl = "https://127.0.0.1:{port}"\nca_file = "{ca_file}"\napp_secret = "{SECRET}"',
        "[hold]\nmax_messages = 10000000\nmax_bytes = 10000000000",
    ]
    lines += [
        f'[[number]]\nname = "n{n}"\nphone_number_id = "10600000{n:04}"\nwaba_id = "102000000000001"\n'
        'token = "bench-token"\nmessage_rate = 1000'
        for n in range(NUMBERS)
    ]
    (folder / "wamigrate.toml").write_text("\n".join(lines) + "\n")


@contextlib.contextmanager
def _bridge(folder: Path) -> Iterator[Bridge]:
    environ = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config")}
    with (folder / "bridge.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "wamigrate", "bridge", "--port", "0"],
            cwd=folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise SystemExit((folder / "bridge.log").read_text())
        port = int(json.loads(line)["bridge"]["url"].rsplit(":", 1)[1])
        worker = children(process.pid)[0]
        pin(worker, 0)
        bridge = Bridge(port, worker, folder, [])
        _route(bridge, RouteState.CLOUD)
        user = passwords.hashed("bench", PASSWORD, role=bridge_callers.ADMIN, source="added", at=time.time())
        with _store(folder) as db:
            for n in range(NUMBERS):
                place = f"10600000{n:04}"
                db.run_now(partial(bridge_callers.remember_user, phone_number_id=place, user=user))
        bridge.tokens.extend(_token(bridge, n) for n in range(NUMBERS))
        yield bridge
    finally:
        process.terminate()
        process.wait()


def _token(bridge: Bridge, n: int) -> str:
    import base64

    basic = base64.b64encode(f"bench:{PASSWORD}".encode()).decode()
    document = _ask(bridge, n, "POST", "/v1/users/login", f"Basic {basic}", {})
    return str(document["users"][0]["token"])


def _call(bridge: Bridge, n: int, method: str, path: str, token: str, body: Any) -> Any:
    return _ask(bridge, n, method, path, f"Bearer {token}", body)


def _ask(bridge: Bridge, n: int, method: str, path: str, authorization: str, body: Any) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", bridge.port, timeout=30)
    headers = {"authorization": authorization, "content-type": "application/json"}
    connection.request(method, f"/n{n}{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status // 100 != 2:
        raise SystemExit(f"{method} {path}: {answer.status} {content!r}")
    return json.loads(content)


@contextlib.contextmanager
def _store(folder: Path) -> Iterator[Database]:
    db = Database.open(f"sqlite:///{folder / '.wamigrate' / 'wamigrate.db'}")
    try:
        yield db
    finally:
        db.close()


def _route(bridge: Bridge, to: RouteState) -> None:
    """Set every number's route, and wait until the bridge has seen it."""
    with _store(bridge.folder) as db:
        for n in range(NUMBERS):

            def work(conn: Any, place: str = f"10600000{n:04}") -> None:
                route = routes.get(conn, place, time.time())
                if route.state is not to:
                    routes.move(conn, route, to, owner=None, at=time.time())

            db.run_now(work)
    time.sleep(1.5)


def _nginx_us(folder: Path, port: int, ca_file: Path) -> float | None:
    """CPU microseconds that nginx takes to pass one request on over TLS; None without nginx."""
    if shutil.which("nginx") is None:
        return None
    with contextlib.closing(__import__("socket").socket()) as free:
        free.bind(("127.0.0.1", 0))
        own = free.getsockname()[1]
    config = f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream graph {{ server 127.0.0.1:{port}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{own};
    location / {{
      proxy_pass https://graph; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_ssl_trusted_certificate {ca_file}; proxy_ssl_verify on; proxy_ssl_name localhost;
    }}
  }}
}}
"""
    (folder / "nginx.conf").write_text(config)
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1.0)
        workers = children(process.pid)
        for worker in workers:
            pin(worker, 0)
        body = json.dumps(_message(1), separators=(",", ":"))
        request = f"POST /n/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        load = Load(own, [request.encode()], CONNECTIONS, SECONDS / 2, b"HTTP/1.1 200")
        drive(Load(own, [request.encode()], CONNECTIONS, 1.0, b"HTTP/1.1 200"))
        before = cpu_seconds(workers)
        measured = drive(load)
        return (cpu_seconds(workers) - before) / measured.answered * 1e6
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
