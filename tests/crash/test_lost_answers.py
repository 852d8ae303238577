"""`register` and no answer: both sides are read, and nothing is sent twice without a person."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import (
    MIGRATE,
    assert_at_gate,
    assert_moved,
    assert_stopped,
    current,
    route_of,
)
from tests.crash.runners import Forks, start_runner
from tests.harness import Site, wait_for
from wamigrate.migration.state import State
from wamigrate.store import approvals
from wamigrate.store.routes import RouteState

SLOW_META = {"register_settle": 5}
"""Longer than anything that these tests let `register` take, as 75 s are in earnest."""

UNANSWERED: Mapping[str, tuple[str, float, str]] = {
    "before the effect": ("latency", 1.5, "onprem"),
    "between both sides": ("register_seconds", 1.5, "none"),
    "after the effect": ("slow_body", 3, "cloud"),
}
"""A fault that keeps the answer away, and where the number is while it does."""


def leave_unanswered(site: Site, moment: str) -> Callable[[], bool]:
    """Put the fault in force; tells whether the moment has come."""
    kind, seconds, side = UNANSWERED[moment]
    path = None if kind == "register_seconds" else "/register"
    site.sim.control.fault(kind, seconds, path=path, number="main")
    return lambda: bool(site.registers("main")) and site.side("main") == side


@pytest.mark.parametrize("command", [MIGRATE, ("resume", "main")], ids=["migrate", "resume"])
@pytest.mark.parametrize("moment", UNANSWERED)
def test_a_runner_killed_while_register_is_unanswered_leaves_one_call(
    new_site: OpenSite, moment: str, command: tuple[str, ...]
) -> None:
    site = new_site(timing=SLOW_META)
    it_is_time = leave_unanswered(site, moment)
    runner = site.start(*MIGRATE)
    wait_for(it_is_time, moment)
    assert runner.kill().code == -signal.SIGKILL
    assert_moved(site, site.run(*command))


@pytest.mark.parametrize(
    ("kind", "value"), [("lost_after", None), ("reset", {"after": True}), ("short_body", None)]
)
def test_an_answer_lost_after_the_effect_is_found_by_looking(
    site: Site, kind: str, value: Any, forks: Forks
) -> None:
    site.sim.control.fault(kind, value, path="/register")
    assert_moved(site, forks.run(site, *MIGRATE))
    assert "register_number:unknown" in site.rows("main")


@pytest.mark.parametrize(("kind", "value"), [("lost_before", None), ("reset", None), ("status", 500)])
def test_a_call_lost_before_the_effect_waits_for_a_person_who_need_not_approve_again(
    site: Site, kind: str, value: Any, forks: Forks
) -> None:
    fault = site.sim.control.fault(kind, value, path="/register")
    assert_stopped(site, forks.run(site, *MIGRATE), State.S0, registers=1)
    assert route_of(site, "main") is RouteState.ONPREM
    approval = site.read(lambda conn: approvals.current(conn, current(site).id))
    assert approval is not None
    assert approval.spent_at is None
    site.sim.control.call("DELETE", f"/faults/{fault}")
    assert_moved(site, forks.run(site, "resume", "main"), registers=2)


def test_register_that_takes_longer_than_we_wait_is_found_by_looking(
    new_site: OpenSite, forks: Forks
) -> None:
    site = new_site(timing={**SLOW_META, "register_limit": 0.5})
    site.sim.control.fault("register_seconds", 1.5)
    assert_moved(site, forks.run(site, *MIGRATE))
    assert "register_number:unknown" in site.rows("main")


def test_an_outcome_that_stays_unclear_ends_with_exit_code_3_and_resume_only_looks(
    new_site: OpenSite,
) -> None:
    site = new_site(timing={"probe_limit": 2.5, "call_limit": 5})
    site.sim.control.fault("slow_body", 3, path="/register")
    runner = site.start(*MIGRATE)
    wait_for(lambda: site.side("main") == "cloud", "the effect")
    site.sim.control.fault("status", 503, api="graph", path=f"/{site.sim.number('main')['phone_number_id']}")
    runner.kill()
    assert_stopped(site, site.run("resume", "main"), State.S1, registers=1)
    site.sim.control.clear_faults()
    assert_moved(site, site.run("resume", "main"))


@pytest.mark.parametrize("value", [None, {"effect": False}], ids=["with effect", "without effect"])
def test_success_false_is_neither_believed_nor_repeated(site: Site, value: Any, forks: Forks) -> None:
    site.sim.control.fault("success_false", value)
    ended = forks.run(site, *MIGRATE)
    if value is None:
        assert_moved(site, ended)
    else:
        assert (ended.code, len(site.registers("main"))) == (1, 1)
        assert (current(site).phase, current(site).state) == ("waiting", "S0")


def test_success_as_a_text_is_a_yes(site: Site, forks: Forks) -> None:
    site.sim.control.fault("success_string")
    assert_moved(site, forks.run(site, *MIGRATE))
    assert "register_number:unknown" not in site.rows("main")


def test_a_process_that_slept_between_intent_and_call_does_not_call(new_site: OpenSite, forks: Forks) -> None:
    site = new_site(timing={"register_send_limit": 2})
    runner = start_runner(site, "--stop", "after register_number:intended")
    wait_for(runner.stopped, "the pause")
    intended = site.journal("main")[-1].at
    wait_for(lambda: time.time() > intended + 2.1, "the limit")
    runner.send(signal.SIGCONT)
    assert_stopped(site, runner.wait(), State.S0, registers=0)
    assert_moved(site, forks.run(site, "resume", "main"))


def test_an_approval_whose_window_is_over_pays_for_nothing(new_site: OpenSite, forks: Forks) -> None:
    site = new_site(timing={"gate_window": 3})
    forks.kill_at(site, "before drain_onprem:done")
    approval = site.read(lambda conn: approvals.current(conn, current(site).id))
    assert approval is not None
    wait_for(lambda: time.time() > approval.valid_until, "the end of the window")
    assert_stopped(site, forks.run(site, "resume", "main"), State.S0, registers=0)
    assert_at_gate(site, forks.run(site, "resume", "main"), registers=0, code=0)
