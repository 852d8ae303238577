"""Answers of `register` that are no yes: where the number is afterwards, and what pays for another call."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_at_gate, assert_moved, assert_stopped, current
from tests.crash.runners import Forks
from tests.harness import Site, wait_for
from wamigrate.migration.state import State
from wamigrate.store import approvals
from wamigrate.store.migrations import Phase

REFUSALS: dict[str, tuple[str, Any]] = {
    "token expired": ("error", {"code": 190, "subcode": 463, "status": 401}),
    "permission denied": ("error", {"code": 10, "status": 403}),
    "object not visible": ("error", {"code": 100, "subcode": 33, "status": 400}),
    "blocked for policy": ("error", {"code": 368, "status": 403}),
    "display name pending": ("error", {"code": 100, "subcode": 2388001, "status": 400}),
    "account locked": ("account_locked", None),
    "deregistration incomplete": ("incomplete_deregistration", None),
    "needs a code": ("otp_required", None),
    "deletion still runs": ("deletion_running", 300),
    "budget used up": ("register_budget", None),
    "temporarily unavailable": ("error", {"code": 133004, "status": 503}),
    "a code that is not documented": ("error", {"code": 424242, "status": 400}),
}
"""Answers after which the number is still on On-Premises."""

ERRORS_WITH_EFFECT = {
    "something went wrong": {"code": 131000, "status": 500, "after": True},
    "temporarily unavailable": {"code": 133004, "status": 503, "after": True},
    "maintenance": {"code": 131057, "status": 500, "after": True},
}

REFUSED = {"code": 133016, "status": 400}
WRONG_PIN = "000000"


def put(site: Site, kind: str, value: Any) -> None:
    path = "/register" if kind in {"error", "status"} else None
    site.sim.control.fault(kind, value, path=path, number="main")


def approval_spent(site: Site) -> bool:
    found = site.read(lambda conn: approvals.current(conn, current(site).id))
    assert found is not None
    return found.spent_at is not None


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_no_gives_the_traffic_back_and_asks_for_a_new_approval(
    site: Site, forks: Forks, answer: str
) -> None:
    put(site, *REFUSALS[answer])
    assert_at_gate(site, forks.run(site, *MIGRATE), registers=1)
    assert approval_spent(site)
    assert "hold_traffic:undone" in site.rows("main")
    site.sim.control.clear_faults()
    assert_moved(site, forks.run(site, "approve", "main"), registers=2)


@pytest.mark.parametrize("answer", ERRORS_WITH_EFFECT)
def test_an_error_that_hides_a_yes_is_seen_through(site: Site, forks: Forks, answer: str) -> None:
    put(site, "error", ERRORS_WITH_EFFECT[answer])
    assert_moved(site, forks.run(site, *MIGRATE))


@pytest.mark.parametrize("variant", ["133005", "131031"])
def test_a_wrong_pin_stops_everything_and_is_never_tried_again(
    site: Site, variant: str, forks: Forks
) -> None:
    site.environ["MAIN_PIN"] = WRONG_PIN
    if variant == "131031":
        site.sim.control.fault("pin_131031")
    assert_stopped(site, forks.run(site, *MIGRATE), State.S3, registers=1)
    assert "PIN" in str(site.status("main")["waiting_for"])
    for command in (("resume", "main"), MIGRATE):
        assert_stopped(site, forks.run(site, *command), State.S3, registers=1)
    assert site.side("main") == "none"


@pytest.mark.parametrize("point", ["register_number:refused", "register_number:observed"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_wrong_pin_is_not_tried_again_after_a_crash(
    site: Site, forks: Forks, side: str, point: str
) -> None:
    site.environ["MAIN_PIN"] = WRONG_PIN
    forks.kill_at(site, f"{side} {point}")
    assert_stopped(site, forks.run(site, *MIGRATE), State.S3, registers=1)


@pytest.mark.parametrize(
    "point",
    [
        "after register_number:refused",
        "before register_number:undone",
        "after register_number:undone",
        "before hold_traffic:undone",
        "after hold_traffic:undone",
    ],
)
def test_a_crash_after_a_no_does_not_make_a_second_call(site: Site, forks: Forks, point: str) -> None:
    put(site, "error", REFUSED)
    forks.kill_at(site, point)
    assert_at_gate(site, forks.run(site, "resume", "main"), registers=1, code=0)
    assert approval_spent(site)


def test_a_no_that_was_lost_in_a_crash_counts_as_no_answer(site: Site, forks: Forks) -> None:
    put(site, "error", REFUSED)
    forks.kill_at(site, "before register_number:refused")
    assert_at_gate(site, forks.run(site, "resume", "main"), registers=2, code=0)
    assert approval_spent(site)


def test_an_approval_that_was_given_before_a_no_does_not_pay_for_the_next_call(
    site: Site, forks: Forks
) -> None:
    put(site, "error", REFUSED)
    forks.kill_at(site, "after hold_traffic:done")
    assert_at_gate(site, forks.run(site, *MIGRATE), registers=1)


def test_the_approval_of_a_second_process_does_not_pay_for_a_call_after_a_no(new_site: OpenSite) -> None:
    site = new_site(timing={"register_settle": 5})
    site.sim.control.fault("latency", 2, path="/register")
    put(site, "error", REFUSED)
    first = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    first.send(signal.SIGSTOP)  # it learns of the no only when the second has begun
    second = site.start(*MIGRATE)
    wait_for(lambda: second.err, "what the second one sees")
    first.send(signal.SIGCONT)
    for process in (first, second):
        assert_at_gate(site, process.wait(), registers=1)


def test_three_calls_in_72_hours_are_the_most_that_go_out(site: Site, forks: Forks) -> None:
    put(site, "error", REFUSED)
    forks.run(site, *MIGRATE)
    for _ in range(2):
        forks.run(site, "approve", "main")
    assert_at_gate(site, forks.run(site, "migrate", "main", "--execute"), registers=3, code=0)
    ended = forks.run(site, "approve", "main")
    assert (ended.code, len(site.registers("main"))) == (1, 3)
    assert (current(site).phase, current(site).state) == (Phase.STOPPED, State.S0)
    assert site.side("main") == "onprem"
