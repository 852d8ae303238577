"""The whole story on the simulators: real processes, real HTTP and TLS, one killed on the way.

Every command that an operator would type is run as a process of its own and shown with its real output.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from wamigrate.core.payload import JsonObject
from wamigrate.demo_application import CUSTOMERS, Application
from wamigrate.errors import StepFailed
from wamigrate.sim.testing import Simulator, running_simulator

__all__ = ["run"]

CUSTOMER = "+16505550199"
WRITES_EVERY = 0.1
LINGERS = 1.5
"""Seconds for which the application goes on after the move."""
UPGRADE_SHORTENED = 54
TIMING = "[timing]\nregister_settle = 4\nprobe_first = 1\n"
"""Shortened for a rehearsal; a real migration waits 75 s before it concludes that nothing happened."""


def run(report: Path | None) -> int:
    """Play it through; 0 when the numbers are where they should be."""
    with tempfile.TemporaryDirectory(prefix="wamigrate-demo-") as folder, running_simulator() as simulator:
        stage = Stage(Path(folder), simulator)
        _say("Both APIs and the network between them run on this machine. They are simulators: a rehearsal.")
        _prepare(stage)
        with _bridge(stage) as url:
            told = _move_main(stage, url)
            _move_with_a_crash(stage)
        _finish(stage, report)
        return _summary(stage, told)


class Stage:
    """A folder with a wamigrate.toml, and a way to run commands in it."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self.bridge_port = _free_port()
        self._environ = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "COLUMNS": "110"}
        self._environ.pop("WAMIGRATE_CONFIG", None)

    def start(self, *words: str, serves: bool = False) -> subprocess.Popen[bytes]:
        """Start a command and show it. One that serves says its address on a pipe, and logs to a file."""
        click.secho(f"\n$ wamigrate {' '.join(words)}", bold=True)
        sys.stdout.flush()
        command = [sys.executable, "-m", "wamigrate", *words]
        if not serves:
            return subprocess.Popen(command, cwd=self.folder, env=self._environ)  # noqa: S603 - our own words
        with (self.folder / "bridge.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                command, cwd=self.folder, env=self._environ, stdout=subprocess.PIPE, stderr=log
            )

    def read(self, *words: str) -> JsonObject:
        """What a command answers as JSON, without showing it."""
        command = [sys.executable, "-m", "wamigrate", *words]
        run = subprocess.run(command, cwd=self.folder, env=self._environ, capture_output=True, check=True)  # noqa: S603
        found: JsonObject = json.loads(run.stdout)
        return found

    def type(self, *words: str, expect: int = 0) -> None:
        """Run a command to its end; StepFailed where its exit code is another."""
        found = self.start(*words).wait()
        if found != expect:
            raise StepFailed(f"wamigrate {' '.join(words)} ended with {found}, not {expect}.", step="demo")


def _say(text: str) -> None:
    click.secho(f"\n# {text}", fg="cyan")


def _prepare(stage: Stage) -> None:
    ready = stage.simulator.ready
    graph = ready["graph"]
    text = [f"[graph]\nurl = {_toml(graph['url'])}", f"app_id = {_toml(graph['app_id'])}"]
    text += ['app_secret = "env:DEMO_APP_SECRET"', 'verify_token = "env:DEMO_VERIFY_TOKEN"']
    text += [f'[bridge]\npublic_url = "http://127.0.0.1:{stage.bridge_port}"', TIMING]
    stage._environ["DEMO_VERIFY_TOKEN"] = graph["verify_token"]
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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def _bridge(stage: Stage) -> Iterator[str]:
    """The bridge in front of 'main', as long as it is needed."""
    _say("An old application speaks On-Premises HTTP. It gets one new base address: the bridge's.")
    process = stage.start("bridge", "--port", str(stage.bridge_port), serves=True)
    try:
        if process.stdout is None or not (line := process.stdout.readline()):
            raise StepFailed("The bridge did not start.", step="demo")
        yield str(json.loads(line)["numbers"][0]["url"])
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def _move_main(stage: Stage, url: str) -> JsonObject:
    """The ordinary way, with an application and a customer who go on all the while."""
    deployment = next(o for o in stage.simulator.ready["onprem"] if o["number"] == "main")
    for customer in CUSTOMERS:
        stage.simulator.control.customer_says(customer, "main", "hi")
    with Application(url, deployment["username"], deployment["password"]) as application:
        application.send_all_the_while()
        stage.type("plan", "main")
        _say(
            "The application sends and a customer writes, ten times a second. --approve says yes at the gate."
        )
        with _customer(stage.simulator, "main") as written:
            stage.type("migrate", "main", "--execute", "--approve")
            time.sleep(LINGERS)
        application.stop()
        stage.type("status", "main")
        return _account(stage, application, sum(written))


def _account(stage: Stage, application: Application, written: int) -> JsonObject:
    """What became of every message, by what the simulators and the application saw."""
    lost = int(stage.simulator.control.numbers()["main"]["dropped"])
    _wait_until(lambda: application.heard() >= written - lost, 20)
    wanted = Counter(application.accepted)
    _wait_until(lambda: not wanted - _received(stage.simulator), 20)
    received = _received(stage.simulator)
    counted = stage.read("report", "main", "--format", "json")
    return {
        "sent": sum(application.answers.values()),
        "accepted": len(application.accepted),
        "delivered": len(wanted & received),
        "held": counted["held"]["held"],
        "duplicated": sum((received - wanted).values()),
        "unknown": counted["held"]["unknown"],
        "lost": sum((wanted - received).values()),
        "written": written,
        "heard": application.heard(),
        "dropped": lost,
        "pause": round(application.longest, 2),
        "gap": counted["downtime"]["inbound"],
        "between": counted["downtime"]["outbound"],
    }


def _received(simulator: Simulator) -> Counter[int]:
    """The numbered messages that reached customers, with how often."""
    bodies = [m["text"]["body"] for c in CUSTOMERS for m in simulator.control.inbox(c) if m["type"] == "text"]
    return Counter(int(body) for body in bodies if body.isdigit())


def _wait_until(done: Callable[[], bool], limit: float) -> None:
    deadline = time.monotonic() + limit
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)


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


def _summary(stage: Stage, told: JsonObject) -> int:
    """What the simulators saw, not what we believe."""
    numbers = stage.simulator.control.numbers()
    good = told["lost"] == 0
    _say("What the simulators saw:")
    for name in ("main", "sharded"):
        side, calls = numbers[name]["side"], _registers(stage.simulator, name)
        good = good and side == "cloud" and calls == 1
        click.echo(f"  {name:8} is on {side}; register was called {calls} time(s)")
    for line in _told(told):
        click.echo(f"  {line}")
    return 0 if good else 1


def _told(told: JsonObject) -> Iterator[str]:
    """The account of 'main' in words."""
    sent = (
        "the application sent {sent} messages: {accepted} accepted, {delivered} delivered; {held} were held,"
    )
    yield sent.format(**told)
    yield "    {duplicated} duplicated, {unknown} unknown, {lost} lost".format(**told)
    yield "  its longest wait between two yeses was {pause} s".format(**told)
    yield "a customer wrote {written} times: {heard} reached the application;".format(**told)
    yield "    {dropped} fell into the gap and are gone, as Meta says they are".format(**told)
    gap = told["gap"]
    yield f"  nobody could reach the number for {gap['seconds_at_least']} to {gap['seconds_at_most']} s"
    yield "On-Premises accepted its last message {} s before Cloud API its first,".format(
        told["between"]["seconds_at_most"]
    )
    yield "    by the bridge's own record"
