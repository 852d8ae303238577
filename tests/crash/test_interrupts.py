"""SIGINT and SIGTERM: an interrupted command leaves nothing that the next one has to mend."""

from __future__ import annotations

import signal

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved, current
from tests.crash.points import AT_REGISTER
from tests.crash.runners import start_runner
from tests.harness import Site, wait_for

SLOW_META = {"register_settle": 5}
INTERRUPTED = 130
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])


@BOTH
def test_an_interrupt_during_register_waits_for_its_answer(
    new_site: OpenSite, number: signal.Signals
) -> None:
    site = new_site(timing=SLOW_META)
    site.sim.control.fault("latency", 1.5, path="/register")
    runner = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    runner.send(number)
    ended = runner.wait()
    assert "register_number:done" in site.rows("main")
    assert (ended.code, "Traceback" in ended.err) == (INTERRUPTED, False)
    assert_moved(site, site.run("resume", "main"))


@BOTH
@pytest.mark.parametrize("call", ["/v1/settings/backup", "/messages"])
def test_an_interrupt_during_an_ordinary_call_is_no_failure_of_its_step(
    new_site: OpenSite, number: signal.Signals, call: str
) -> None:
    site = new_site(number_keys={"canary": '{ to = "+16505550199" }'})
    site.sim.control.fault("latency", 1.5, path=call)
    runner = site.start(*MIGRATE)
    wait_for(lambda: site.sim.control.requests(path=call), call)
    runner.send(number)
    ended = runner.wait()
    assert [row for row in site.rows("main") if row.endswith(":refused")] == []
    assert (ended.code, "Traceback" in ended.err) == (INTERRUPTED, False)
    site.sim.control.clear_faults()
    assert_moved(site, site.run("resume", "main"))


@BOTH
def test_an_interrupt_while_both_sides_are_probed_does_not_wait_for_their_verdict(
    new_site: OpenSite, number: signal.Signals
) -> None:
    site = new_site(timing={"register_settle": 60})
    site.sim.control.fault("lost_before", path="/register")
    runner = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    wait_for(lambda: "clear answer" in (current(site).waiting_for or ""), "the probe")
    runner.send(number)
    assert runner.wait(limit=30).code == INTERRUPTED
    assert site.rows("main")[-1] == "register_number:unknown"


@pytest.mark.parametrize("point", ["after drain_onprem:done", *AT_REGISTER])
def test_an_interrupt_around_register_leaves_one_call(site: Site, point: str) -> None:
    assert start_runner(site, "--interrupt", point).wait().code != 0
    assert_moved(site, site.run("resume", "main"))
