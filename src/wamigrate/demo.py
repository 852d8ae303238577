"""The whole story on the simulators: real processes, real HTTP and TLS, one killed on the way.

Every command that an operator would type is run as a process of its own and shown with its real output.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from wamigrate.core.payload import JsonObject
from wamigrate.errors import StepFailed
from wamigrate.sim.testing import Simulator, running_simulator

__all__ = ["run"]

CUSTOMER = "+16505550199"
WRITES_EVERY = 0.1
UPGRADE_SHORTENED = 54
TIMING = "[timing]\nregister_settle = 4\nprobe_first = 1\n"
"""Shortened for a rehearsal; a real migration waits 75 s before it concludes that nothing happened."""


def run(report: Path | None) -> int:
    """Play it through; 0 when the numbers are where they should be."""
    with tempfile.TemporaryDirectory(prefix="wamigrate-demo-") as folder, running_simulator() as simulator:
        stage = Stage(Path(folder), simulator)
        _say("Both APIs and the network between them run on this machine. They are simulators: a rehearsal.")
        _prepare(stage)
        lost = _move_main(stage)
        _move_with_a_crash(stage)
        _finish(stage, report)
        return _summary(stage, lost)


class Stage:
    """A folder with a wamigrate.toml, and a way to run commands in it."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self._environ = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "COLUMNS": "110"}
        self._environ.pop("WAMIGRATE_CONFIG", None)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command and show it."""
        click.secho(f"\n$ wamigrate {' '.join(words)}", bold=True)
        sys.stdout.flush()
        command = [sys.executable, "-m", "wamigrate", *words]
        return subprocess.Popen(command, cwd=self.folder, env=self._environ)  # noqa: S603 - our own words

    def type(self, *words: str, expect: int = 0) -> None:
        """Run a command to its end; StepFailed where its exit code is another."""
        found = self.start(*words).wait()
        if found != expect:
            raise StepFailed(f"wamigrate {' '.join(words)} ended with {found}, not {expect}.", step="demo")


def _say(text: str) -> None:
    click.secho(f"\n# {text}", fg="cyan")


def _prepare(stage: Stage) -> None:
    ready = stage.simulator.ready
    text = [f"[graph]\nurl = {_toml(ready['graph']['url'])}", f"app_id = {_toml(ready['graph']['app_id'])}"]
    text += ['app_secret = "env:DEMO_APP_SECRET"', TIMING]
    os.environ["DEMO_APP_SECRET"] = stage._environ["DEMO_APP_SECRET"] = ready["graph"]["app_secret"]
    stage._environ["DEMO_TOKEN"] = ready["graph"]["token"]
    for deployment, number in zip(ready["onprem"], ready["numbers"], strict=True):
        if number["name"] in {"main", "sharded"}:
            text.append(_number(stage, deployment, number))
    (stage.folder / "wamigrate.toml").write_text("\n".join(text))
    _say("A wamigrate.toml for two numbers: 'main', and 'sharded' with two shards whose PIN nobody knows.")


def _number(stage: Stage, deployment: JsonObject, number: JsonObject) -> str:
    name = number["name"]
    stage._environ[f"DEMO_{name.upper()}_ADMIN"] = deployment["password"]
    onprem = (
        f"{{ url = {_toml(deployment['url'])}, username = {_toml(deployment['username'])}, "
        f'password = "env:DEMO_{name.upper()}_ADMIN", ca_file = {_toml(deployment["ca_file"])} }}'
    )
    lines = [
        "[[number]]",
        f"name = {_toml(name)}",
        f"phone_number_id = {_toml(number['phone_number_id'])}",
        f"waba_id = {_toml(number['waba_id'])}",
        'token = "env:DEMO_TOKEN"',
        f"onprem = {onprem}",
        f'canary = {{ to = "{CUSTOMER}", template = "hello_world" }}',
        'answers = { role = "direct", app_live = true, callers_inventoried = true, restart_disabled = true }',
    ]
    if name == "main":
        stage._environ["DEMO_PIN"] = number["pin"]
        lines.append('pin = "env:DEMO_PIN"')
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(str(value))


def _move_main(stage: Stage) -> int:
    """The ordinary way, with a customer who goes on writing all the while."""
    stage.type("plan", "main")
    _say(
        "A customer writes ten times a second from now on. The callers of On-Premises are stopped by hand\n"
        "# (in this version; a bridge comes later). --approve says so, and says yes at the gate."
    )
    with _customer(stage.simulator, "main") as written:
        stage.type("migrate", "main", "--execute", "--approve")
    stage.type("status", "main")
    return _dropped(stage.simulator, "main", sum(written))


@contextmanager
def _customer(simulator: Simulator, number: str) -> Iterator[list[int]]:
    """Somebody who does not know about the move."""
    stop, written = threading.Event(), list[int]()

    def write() -> None:
        while not stop.wait(WRITES_EVERY):
            simulator.control.customer_says(CUSTOMER, number, "hello?")
            written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        stop.set()
        thread.join()


def _dropped(simulator: Simulator, number: str, written: int) -> int:
    lost = int(simulator.control.numbers()[number]["dropped"])
    _say(f"The customer wrote {written} times; {lost} fell into the gap and are gone, as Meta says they are.")
    return lost


def _move_with_a_crash(stage: Stage) -> None:
    """The runner is killed while `register` is in flight."""
    _say("Now 'sharded'. Its runner gets SIGKILL while register is in flight, the worst moment there is.")
    stage.simulator.control.fault("latency", 2, api="graph", path="/register", number="sharded", count=1)
    runner = stage.start("migrate", "sharded", "--execute", "--approve")
    _wait_for_register(stage.simulator, "sharded", runner)
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    click.secho("\n  killed.", fg="red")
    stage.type("status", "sharded")
    _say("Resume looks at both sides before it does anything. It never sends a second register.")
    _say("(Two shards mean a throughput upgrade of a minute; the simulators' clock is moved to shorten it.)")
    _wait_for_cloud(stage.simulator, "sharded")
    stage.simulator.control.advance(UPGRADE_SHORTENED)
    stage.type("resume", "sharded")


def _wait_for_register(simulator: Simulator, number: str, runner: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not _registers(simulator, number):
        if runner.poll() is not None or time.monotonic() > deadline:
            raise StepFailed("The runner ended before it called register.", step="demo")
        time.sleep(0.02)


def _wait_for_cloud(simulator: Simulator, number: str) -> None:
    """Meta finishes the call whose answer nobody is left to hear."""
    deadline = time.monotonic() + 30
    while simulator.control.numbers()[number]["side"] != "cloud" and time.monotonic() < deadline:
        time.sleep(0.02)


def _registers(simulator: Simulator, number: str) -> int:
    return sum(call["number"] == number for call in simulator.control.requests("graph", path="/register"))


def _finish(stage: Stage, report: Path | None) -> None:
    place = (report or stage.folder / "report.html").absolute()
    stage.type("report", "main", "--format", "html", "--output", str(place))
    stage.type("complete", "main")
    stage.type("complete", "sharded")
    if report is not None:
        _say(f"The report of 'main' lies in {report}: open it in a browser.")


def _summary(stage: Stage, lost: int) -> int:
    """What the simulators saw, not what we believe."""
    numbers = stage.simulator.control.numbers()
    good = True
    _say("What the simulators saw:")
    for name in ("main", "sharded"):
        side, calls = numbers[name]["side"], _registers(stage.simulator, name)
        good = good and side == "cloud" and calls == 1
        click.echo(f"  {name:8} is on {side}; register was called {calls} time(s)")
    canaries = len(stage.simulator.control.inbox(CUSTOMER))
    click.echo(f"  the customer received {canaries} canary messages")
    click.echo(f"  {lost} messages of that customer fell into the gap of 'main'")
    return 0 if good else 1
