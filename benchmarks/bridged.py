"""A bridge under measurement: a hundred numbers on one SQLite store, its processes pinned to cores."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from loadgen import children, pin
from wamigrate.bridge import passwords
from wamigrate.store import bridge_callers, routes
from wamigrate.store.database import Database
from wamigrate.store.routes import RouteState

__all__ = ["NUMBERS", "SECRET", "Bridge", "call", "phone_number_id", "route", "running", "write_config"]

NUMBERS = 100
PASSWORD = "Bench-mark-1"
SECRET = "bench-secret"


@dataclass(frozen=True, slots=True)
class Bridge:
    """A running bridge; `tokens` are those of its numbers, in their order."""

    port: int
    workers: list[int]
    folder: Path
    tokens: list[str]


def phone_number_id(n: int) -> str:
    return f"10600000{n:04}"


def write_config(folder: Path, port: int, ca_file: Path) -> None:
    """`port` is where Graph answers."""
    lines = [
        f'[graph]\nurl = "https://127.0.0.1:{port}"\nca_file = "{ca_file}"\napp_secret = "{SECRET}"',
        "[hold]\nmax_messages = 10000000\nmax_bytes = 10000000000",
    ]
    lines += [
        f'[[number]]\nname = "n{n}"\nphone_number_id = "{phone_number_id(n)}"\nwaba_id = "102000000000001"\n'
        'token = "bench-token"\nmessage_rate = 1000'
        for n in range(NUMBERS)
    ]
    (folder / "wamigrate.toml").write_text("\n".join(lines) + "\n")


@contextlib.contextmanager
def running(folder: Path, *, workers: int = 1) -> Iterator[Bridge]:
    """A bridge on that folder's configuration, all its numbers on Cloud API; each process on one core."""
    environ = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config")}
    with (folder / "bridge.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "wamigrate", "bridge", "--port", "0", "--workers", str(workers)],
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
        pids = children(process.pid)
        for core, pid in enumerate(pids):
            pin(pid, core)
        bridge = Bridge(port, pids, folder, [])
        route(bridge, RouteState.CLOUD)
        user = passwords.hashed("bench", PASSWORD, role=bridge_callers.ADMIN, source="added", at=time.time())
        with _store(folder) as db:
            for n in range(NUMBERS):
                db.run_now(
                    partial(bridge_callers.remember_user, phone_number_id=phone_number_id(n), user=user)
                )
        bridge.tokens.extend(_token(bridge, n) for n in range(NUMBERS))
        yield bridge
    finally:
        process.terminate()
        process.wait()


def route(bridge: Bridge, to: RouteState) -> None:
    """Set every number's route, and wait until the bridge has seen it."""
    with _store(bridge.folder) as db:
        for n in range(NUMBERS):

            def work(conn: Any, place: str = phone_number_id(n)) -> None:
                found = routes.get(conn, place, time.time())
                if found.state is not to:
                    routes.move(conn, found, to, owner=None, at=time.time())

            db.run_now(work)
    time.sleep(1.5)


def call(bridge: Bridge, n: int, method: str, path: str, body: Any) -> Any:
    """One call to a number's API, as its administrator."""
    return _ask(bridge, n, method, path, f"Bearer {bridge.tokens[n]}", body)


def _token(bridge: Bridge, n: int) -> str:
    basic = base64.b64encode(f"bench:{PASSWORD}".encode()).decode()
    document = _ask(bridge, n, "POST", "/v1/users/login", f"Basic {basic}", {})
    return str(document["users"][0]["token"])


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
