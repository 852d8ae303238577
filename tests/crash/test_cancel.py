"""`cancel` against `register`: exactly one of them wins, and the traffic is never left on hold."""

from __future__ import annotations

import signal
import time

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved, current, route_of
from tests.crash.runners import Forks, start_runner
from tests.harness import Ended, Site, wait_for
from wamigrate.migration import operator
from wamigrate.store.migrations import Phase
from wamigrate.store.routes import RouteState

HELD = "after hold_traffic:done"


def assert_cancelled(site: Site, ended: Ended) -> None:
    assert ended.code == 0, ended.err
    assert current(site).phase is Phase.CANCELLED
    assert route_of(site, "main") is RouteState.ONPREM
    assert site.side("main") == "onprem"
    assert site.registers("main") == []


def assert_refused(ended: Ended) -> None:
    assert ended.code == 1, ended.err
    assert "cannot be called back" in ended.err or "no way back" in ended.err


def test_cancelling_while_on_premises_drains_gives_the_traffic_back(site: Site, forks: Forks) -> None:
    forks.kill_at(site, HELD)
    site.sim.control.fault("stuck_queue", 3)
    runner = site.start("resume", "main")
    wait_for(lambda: "pending messages" in (current(site).waiting_for or ""), "the drain")
    assert route_of(site, "main") is RouteState.HOLD
    assert_cancelled(site, site.run("cancel", "main"))
    assert runner.wait().code == 1
    site.sim.control.clear_faults()
    assert_moved(site, site.run(*MIGRATE))
    assert current(site).id == "m-main-2"


def test_cancelling_what_a_crash_left_on_hold_gives_the_traffic_back(site: Site, forks: Forks) -> None:
    forks.kill_at(site, HELD)
    assert_cancelled(site, forks.run(site, "cancel", "main"))


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_cancel_that_is_killed_is_finished_by_the_next_command(site: Site, forks: Forks, side: str) -> None:
    forks.kill_at(site, HELD)
    cancel_in_the_store(site)
    forks.kill_at(site, f"{side} hold_traffic:undone")
    forks.run(site, "resume", "main")
    assert_cancelled(site, Ended(0, "", ""))


def test_a_cancel_before_the_intent_wins(site: Site) -> None:
    runner = start_runner(site, "--stop", "before register_number:intended")
    wait_for(runner.stopped, "the pause")
    cancel_in_the_store(site)
    runner.send(signal.SIGCONT)
    runner.wait()
    assert_cancelled(site, Ended(0, "", ""))


def test_a_cancel_after_the_intent_loses(new_site: OpenSite, forks: Forks) -> None:
    site = new_site(timing={"register_send_limit": 60})
    runner = start_runner(site, "--stop", "after register_number:intended")
    wait_for(runner.stopped, "the pause")
    assert_refused(forks.run(site, "cancel", "main"))
    runner.send(signal.SIGCONT)
    assert_moved(site, runner.wait())


def test_a_cancel_while_register_is_unanswered_loses(new_site: OpenSite) -> None:
    site = new_site(timing={"register_settle": 6})
    site.sim.control.fault("latency", 2, path="/register")
    runner = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    assert_refused(site.run("cancel", "main"))
    assert_moved(site, runner.wait())
    assert_refused(site.run("cancel", "main"))


def cancel_in_the_store(site: Site) -> None:
    """What `wamigrate cancel` writes, without the wait for the end that follows."""
    migration = current(site)
    site.store.run_now(lambda conn: operator.cancel(conn, migration, at=time.time()))
