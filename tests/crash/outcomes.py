"""What must be true at the end, whoever was killed on the way."""

from __future__ import annotations

from pathlib import Path

from tests.crash.points import STEPS
from tests.harness import Ended, Process, Site
from wamigrate.core.payload import JsonObject
from wamigrate.store import routes
from wamigrate.store.journal import Kind
from wamigrate.store.routes import RouteState

__all__ = ["assert_given_back", "assert_moved", "killed_at", "start_runner"]

RUNNER = str(Path(__file__).with_name("killing_runner.py"))
MIGRATE = ("migrate", "main", "--execute", "--approve")


def start_runner(site: Site, how: str, point: str = "", *, name: str = "main") -> Process:
    """A runner that is hit at a point; see `killing_runner.py`."""
    return site.start_python(RUNNER, name, how, *([point] if point else []))


def killed_at(site: Site, point: str, *, name: str = "main") -> None:
    """Walk the migration until SIGKILL hits the runner at that point."""
    ended = start_runner(site, "--kill", point, name=name).wait()
    assert ended.code == -9, f"{point} was never reached:\n{ended.err}"


def assert_moved(site: Site, ended: Ended, *, registers: int = 1, name: str = "main") -> None:
    """The command ended well, the number is on Cloud API, and nothing was skipped or done twice on the way."""
    assert ended.code == 0, ended.err
    assert len(site.registers(name)) == registers
    assert site.side(name) == "cloud"
    status = site.status(name)
    assert (status["phase"], status["state"]) == ("finished", "S2")
    assert route_of(site, name) is RouteState.CLOUD
    assert steps_done(site, name) == STEPS


def assert_given_back(site: Site, name: str = "main") -> JsonObject:
    """The number is on On-Premises and its traffic flows there; what `status` says."""
    assert site.side(name) == "onprem"
    assert route_of(site, name) is RouteState.ONPREM
    status = site.status(name)
    assert status["state"] == "S0"
    return status


def steps_done(site: Site, name: str) -> list[str]:
    """The steps in the order in which they were done for the last time."""
    last = {entry.step: entry.n for entry in site.journal(name) if entry.kind is Kind.DONE}
    return sorted(last, key=lambda step: last[step])


def route_of(site: Site, name: str) -> RouteState:
    number = site.sim.number(name)
    return site.read(lambda conn: routes.get(conn, number["phone_number_id"], 0.0)).state
