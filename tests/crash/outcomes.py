"""What must be true at the end, whoever was killed on the way."""

from __future__ import annotations

from tests.crash.points import steps_of
from tests.harness import Ended, Site
from wamigrate.migration.state import State
from wamigrate.store import routes
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Migration, Phase
from wamigrate.store.routes import RouteState

__all__ = ["MIGRATE", "assert_at_gate", "assert_moved", "assert_stopped", "current", "route_of"]

MIGRATE = ("migrate", "main", "--execute", "--approve")


def assert_moved(
    site: Site,
    ended: Ended,
    *,
    registers: int = 1,
    name: str = "main",
    recovered: bool = False,
) -> None:
    """The command ended well, the number is on Cloud API, and no step was skipped on the way there."""
    assert ended.code == 0, ended.err
    assert len(site.registers(name)) == registers
    assert site.side(name) == "cloud"
    migration = current(site, name)
    assert (migration.phase, migration.state) == (Phase.FINISHED, State.S2)
    assert route_of(site, name) is RouteState.CLOUD
    steps = steps_of(migration.path, migration.chain)
    if recovered:  # the PIN is settled anew, directly before the call
        steps.remove("settle_two_step")
        steps.insert(steps.index("register_number"), "settle_two_step")
    assert steps_done(site, name) == steps


def assert_at_gate(site: Site, ended: Ended, *, registers: int, code: int = 1, name: str = "main") -> None:
    """The number is on On-Premises, its traffic flows there, and a person is asked (again)."""
    assert ended.code == code, ended.err
    assert len(site.registers(name)) == registers
    migration = current(site, name)
    assert (migration.phase, migration.state) == (Phase.WAITING, State.S0)
    assert migration.next == f"wamigrate approve {name}"
    assert route_of(site, name) is RouteState.ONPREM
    assert site.side(name) == "onprem"


def assert_stopped(site: Site, ended: Ended, state: State, *, registers: int, name: str = "main") -> None:
    """Nothing goes on by itself; a person is told where the number is."""
    assert ended.code == (3 if state is State.S1 else 1), ended.err
    assert len(site.registers(name)) == registers
    migration = current(site, name)
    assert (migration.phase, migration.state) == (Phase.STOPPED, state)
    following = "recover" if state is State.S3 else "resume"
    assert migration.next == f"wamigrate {following} {name}"


def current(site: Site, name: str = "main") -> Migration:
    found = site.migration(name)
    assert found is not None, f"no migration of {name} was started"
    return found


def steps_done(site: Site, name: str) -> list[str]:
    """The steps in the order in which they were done for the last time."""
    last = {entry.step: entry.n for entry in site.journal(name) if entry.kind is Kind.DONE}
    return sorted(last, key=lambda step: last[step])


def route_of(site: Site, name: str) -> RouteState:
    number = site.sim.number(name)
    return site.read(lambda conn: routes.get(conn, number["phone_number_id"], 0.0)).state
