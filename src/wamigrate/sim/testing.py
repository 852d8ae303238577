"""The simulators for tests: a child process on free ports, and its remote control.

In a `conftest.py`: `from wamigrate.sim.testing import whatsapp, whatsapp_simulator, whatsapp_world`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.examples import PREFIX

__all__ = ["Control", "Simulator", "running_simulator"]

FIXTURES = ("whatsapp", "whatsapp_simulator", "whatsapp_world")


def __getattr__(name: str) -> Any:
    """The fixtures need pytest, which only those have who ask for them."""
    if name not in FIXTURES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from wamigrate.sim import fixtures

    return getattr(fixtures, name)


class Control:
    """The control API, one blocking call each."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80

    def call(self, method: str, path: str, body: Json = None) -> Json:
        """One call; anything but 2xx is a RuntimeError with the answer."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=30)
        try:
            sent = json.dumps(body) if body is not None else None
            connection.request(method, path, sent, {"content-type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status // 100 != 2:
            raise RuntimeError(f"{method} {path}: {response.status} {content.decode()}")
        return json.loads(content) if content else None

    def numbers(self) -> dict[str, JsonObject]:
        """Every number by its name."""
        return {n["name"]: n for n in self.call("GET", "/numbers")}

    def number(self, name: str) -> JsonObject:
        found: JsonObject = self.call("GET", f"/numbers/{name}")
        return found

    def change_number(self, name: str, **values: Any) -> JsonObject:
        found: JsonObject = self.call("PATCH", f"/numbers/{name}", values)
        return found

    def requests(self, api: str | None = None, *, path: str = "") -> list[JsonObject]:
        """Calls received, in order; `path` keeps those that end with it."""
        found = self.call("GET", "/requests" + (f"?api={api}" if api else ""))
        return [r for r in found if r["path"].rstrip("/").endswith(path)]

    def fault(self, kind: str, value: Json = None, **given: Any) -> str:
        """Put a fault in force (`api`, `path`, `number`, `count`, `probability`, `seed`); its id."""
        found: JsonObject = self.call("POST", "/faults", {"kind": kind, "value": value, **given})
        return str(found["id"])

    def clear_faults(self) -> None:
        self.call("DELETE", "/faults")

    def advance(self, seconds: float) -> None:
        """Move the clock of the world."""
        self.call("POST", "/clock", {"advance_s": seconds})

    def freeze(self, frozen: bool = True) -> None:
        """Stop the clock of the world, or let it go on."""
        self.call("POST", "/clock", {"frozen": frozen})

    def save(self) -> JsonObject:
        """The whole world as one document."""
        found: JsonObject = self.call("GET", "/state")
        return found

    def load(self, state: JsonObject) -> JsonObject:
        """Put a saved world in the place of this one."""
        found: JsonObject = self.call("POST", "/state", state)
        return found

    def reset(self) -> None:
        self.call("POST", "/reset")

    def customer_says(self, phone: str, to: str, text: str = "hi", **message: Any) -> JsonObject:
        """A customer writes: a text, or whatever `message` says."""
        body = message or {"type": "text", "text": {"body": text}}
        found: JsonObject = self.call("POST", f"/customers/{phone}/messages", {"to": to, **body})
        return found

    def webhooks_to(self, name: str, url: str) -> None:
        """Send what either API tells of a number to one endpoint."""
        self.change_number(name, webhook_url=url, webhook_override=url, subscribed=True)

    def customer_does(self, phone: str, verb: str, **given: Any) -> JsonObject:
        """`read`, `play`, `edit`, `delete`, `number`, `identity`, `block`: as the control API has them."""
        found: JsonObject = self.call("POST", f"/customers/{phone}/{verb}", given)
        return found

    def inbox(self, phone: str) -> list[JsonObject]:
        """What a customer received."""
        found: list[JsonObject] = self.call("GET", f"/customers/{phone}/messages")
        return found

    def deliveries(self) -> list[JsonObject]:
        """Attempts at webhooks."""
        found: list[JsonObject] = self.call("GET", "/deliveries")
        return found


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator."""

    ready: JsonObject
    control: Control
    pid: int

    def number(self, name: str) -> JsonObject:
        """The ready line's entry of a number."""
        return next(n for n in self.ready["numbers"] if n["name"] == name)

    def onprem(self, name: str) -> JsonObject:
        """The ready line's entry of a deployment."""
        return next(o for o in self.ready["onprem"] if o["number"] == name)

    @property
    def graph(self) -> JsonObject:
        found: JsonObject = self.ready["graph"]
        return found


@contextlib.contextmanager
def running_simulator(world: str | Path | None = None) -> Iterator[Simulator]:
    """Run the simulators in a child process; `world` is a world file, its text, or `example:NAME`."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wamigrate-sim-test-")))
        command = [sys.executable, "-m", "wamigrate.sim", "--until-eof"]
        for name in ("onprem", "graph", "graph-tls", "control"):
            command += [f"--{name}-port", "0"]
        if world is not None:
            command += ["--world", str(_as_file(world, folder))]
        errors = stack.enter_context((folder / "stderr").open("w+b"))
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=folder
        )
        stack.callback(_end, process)
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            process.wait(10)
            raise RuntimeError("the simulator did not start: " + (folder / "stderr").read_text())
        ready = json.loads(line)
        yield Simulator(ready, Control(ready["control"]["url"]), process.pid)


def _as_file(world: str | Path, folder: Path) -> Path:
    if str(world).startswith(PREFIX):
        return Path(world)
    if isinstance(world, Path):
        return world.absolute()
    path = folder / "world.toml"
    path.write_text(world)
    return path


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
