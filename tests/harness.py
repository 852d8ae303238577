"""Runs wamigrate as an operator does: a folder with a wamigrate.toml, and real processes in it.

Nothing of the program is replaced. What a test wants to know it reads where anybody could: exit codes, what
was printed, the store, and the calls that the simulators received.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator
from wamigrate.store import journal, migrations
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry
from wamigrate.store.migrations import Migration

__all__ = ["TIMING", "Ended", "Process", "Site", "open_site", "wait_for"]

T = TypeVar("T")

LIMIT = 90.0
"""Seconds after which a test gives up waiting: far more than anything here takes on a busy machine."""

TIMING: Mapping[str, float] = {
    "register_settle": 2,
    "probe_first": 0.2,
    "probe_max": 0.5,
    "down_confirm": 0.5,
    "drain_poll": 0.05,
    "callback_wait": 0.5,
    "cloud_poll": 0.05,
    "engine_poll": 0.05,
    "adopt_poll": 0.1,
    "follow_poll": 0.05,
}
"""Waits of a real migration, shortened; their order of size is kept."""


def wait_for(found: Callable[[], T], what: str, *, limit: float = LIMIT) -> T:
    """The first true value of `found`; AssertionError after `limit` seconds."""
    deadline = time.monotonic() + limit
    while True:
        value = found()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {limit:g} s in vain for {what}"
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has come to its end. `code` is negative where a signal ended it."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> JsonObject:
        """Standard output of a command with `--json`."""
        found: JsonObject = json.loads(self.out)
        return found


class Process:
    """One running command; what it prints goes to files, so that it never waits for a reader."""

    def __init__(self, command: Sequence[str], folder: Path, environ: Mapping[str, str], log: Path) -> None:
        self._out, self._err = log.with_suffix(".out"), log.with_suffix(".err")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._child = subprocess.Popen(
                command, cwd=folder, env=dict(environ), stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child.poll() is None

    @property
    def out(self) -> str:
        """Standard output so far."""
        return self._out.read_text()

    @property
    def err(self) -> str:
        """Standard error so far."""
        return self._err.read_text()

    def send(self, number: signal.Signals) -> None:
        self._child.send_signal(number)

    def kill(self) -> Ended:
        """SIGKILL, and what is left of it."""
        self._child.kill()
        return self.wait()

    def wait(self, limit: float = LIMIT) -> Ended:
        """Its end; AssertionError with what it printed where it does not come."""
        try:
            code = self._child.wait(limit)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            raise AssertionError(f"still running after {limit:g} s:\n{self.err}") from None
        return Ended(code, self._out.read_text(), self.err)

    def stopped(self) -> bool:
        """Whether a SIGSTOP holds it."""
        state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"


class Site:
    """A folder with a wamigrate.toml for some numbers of a simulator, and what happens there."""

    def __init__(self, folder: Path, sim: Simulator, environ: dict[str, str], store_url: str | None) -> None:
        self.folder = folder
        self.sim = sim
        self.environ = environ
        self.store_url = store_url or f"sqlite:///{folder / '.wamigrate' / 'wamigrate.db'}"
        self._started: list[Process] = []
        self._db: Database | None = None

    def start(self, *words: str, environ: Mapping[str, str] | None = None) -> Process:
        """Start `wamigrate …` as a process of its own."""
        return self.start_python("-m", "wamigrate", *words, environ=environ)

    def start_python(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Process:
        log = self.folder / "logs" / f"{len(self._started):03}"
        process = Process([sys.executable, *arguments], self.folder, {**self.environ, **(environ or {})}, log)
        self._started.append(process)
        return process

    def run(self, *words: str, environ: Mapping[str, str] | None = None, limit: float = LIMIT) -> Ended:
        """Run `wamigrate …` to its end."""
        return self.start(*words, environ=environ).wait(limit)

    def status(self, name: str) -> JsonObject:
        """The number's entry of `wamigrate status --json`."""
        ended = self.run("status", name, "--json")
        assert ended.code == 0, ended.err
        entry: JsonObject = ended.document["numbers"][0]
        return entry

    def registers(self, name: str) -> list[JsonObject]:
        """The calls of `register` that the simulator received for a number, in order."""
        calls = self.sim.control.requests("graph", path="/register")
        return [call for call in calls if call["number"] == name and call["method"] == "POST"]

    def side(self, name: str) -> str:
        """Where the simulator has the number connected: `onprem`, `cloud` or `none`."""
        return str(self.sim.control.number(name)["side"])

    def read(self, work: Callable[[Connection], T]) -> T:
        """Look into the store."""
        return self.store.read_now(work)

    @property
    def store(self) -> Database:
        """The store, opened once; for what no command does (it must exist by then)."""
        if self._db is None:
            self._db = Database.open(self.store_url)
        return self._db

    def migration(self, name: str) -> Migration | None:
        """The number's newest migration."""
        return self.read(lambda conn: migrations.latest(conn, self.sim.number(name)["phone_number_id"]))

    def journal(self, name: str) -> list[Entry]:
        """The journal of the number's newest migration; AssertionError where its chain is broken."""

        def work(conn: Connection) -> list[Entry]:
            found = migrations.latest(conn, self.sim.number(name)["phone_number_id"])
            assert found is not None, f"no migration of {name} was started"
            assert journal.broken_at(conn, found.id) is None
            return journal.entries(conn, found.id)

        return self.read(work)

    def rows(self, name: str) -> list[str]:
        """The journal as `STEP:KIND`."""
        return [f"{entry.step}:{entry.kind.value}" for entry in self.journal(name)]

    def close(self) -> None:
        """End whatever a test left running."""
        for process in self._started:
            if process.running:
                process.kill()
        if self._db is not None:
            self._db.close()


@contextlib.contextmanager
def open_site(
    folder: Path,
    sim: Simulator,
    *names: str,
    store_url: str | None = None,
    timing: Mapping[str, float] | None = None,
    number_keys: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """A folder ready for `wamigrate`, with these numbers of the simulator's ready line.

    Secrets stand in the environment (`MAIN_PIN`, `MAIN_PASSWORD`, `TOKEN`, `APP_SECRET`): change
    `Site.environ` to change them. `number_keys` are further TOML lines for every number, NAME its name.
    """
    (folder / "logs").mkdir(parents=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WAMIGRATE_")}
    environ |= {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "TOKEN": sim.graph["token"],
        "APP_SECRET": sim.graph["app_secret"],
        "COLUMNS": "110",
    }
    keys = "".join(f"{key} = {value}\n" for key, value in (number_keys or {}).items())
    text = _shared_tables(sim, store_url, {**TIMING, **(timing or {})})
    text += "".join(_number_table(sim, name, environ) + keys.replace("NAME", name) for name in names)
    (folder / "wamigrate.toml").write_text(text)
    site = Site(folder, sim, environ, store_url)
    try:
        yield site
    finally:
        site.close()


def _shared_tables(sim: Simulator, store_url: str | None, timing: Mapping[str, float]) -> str:
    store = f"[store]\nurl = {_text(store_url)}\n" if store_url else ""
    waits = "".join(f"{name} = {value}\n" for name, value in timing.items())
    graph = f"url = {_text(sim.graph['url'])}\napp_id = {_text(sim.graph['app_id'])}\n"
    return f'{store}[graph]\n{graph}app_secret = "env:APP_SECRET"\n[timing]\n{waits}'


def _number_table(sim: Simulator, name: str, environ: dict[str, str]) -> str:
    number, deployment = sim.number(name), sim.onprem(name)
    secrets = {"PASSWORD": deployment["password"], "PIN": number.get("pin")}
    secrets["BACKUP"] = (number.get("backup") or {}).get("data")
    secrets["BACKUP_PASSWORD"] = (number.get("backup") or {}).get("password")
    environ |= {f"{name.upper()}_{kind}": value for kind, value in secrets.items() if value}
    place = f"url = {_text(deployment['url'])}, username = {_text(deployment['username'])}"
    lines = ["[[number]]", f"name = {_text(name)}", 'token = "env:TOKEN"']
    lines += [f"{key} = {_text(number[key])}" for key in ("phone_number_id", "waba_id")]
    lines.append(
        f'onprem = {{ {place}, password = "env:{name.upper()}_PASSWORD", '
        f"ca_file = {_text(deployment['ca_file'])} }}"
    )
    if secrets["PIN"]:
        lines.append(f'pin = "env:{name.upper()}_PIN"')
    if secrets["BACKUP"]:
        source = f'data = "env:{name.upper()}_BACKUP", password = "env:{name.upper()}_BACKUP_PASSWORD"'
        lines.append(f"backup = {{ {source} }}")
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    return json.dumps(str(value))
