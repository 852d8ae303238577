"""Down on both sides: one more call at a person's word, and as safe against crashes as the first."""

from __future__ import annotations

import time

import pytest

from tests.crash.outcomes import MIGRATE, assert_moved, assert_stopped, current
from tests.crash.points import AT_REGISTER
from tests.crash.runners import Forks
from tests.harness import Site, wait_for
from wamigrate.config import Settings
from wamigrate.migration import operator
from wamigrate.migration.state import State

WRONG_PIN = "000000"
RECOVER = ("recover", "main", "--attempt")


@pytest.fixture
def down(site: Site, forks: Forks) -> Site:
    """A site whose number a wrong PIN has taken down on both sides; the right PIN is in place now."""
    right = site.environ["MAIN_PIN"]
    site.environ["MAIN_PIN"] = WRONG_PIN
    assert_stopped(site, forks.run(site, *MIGRATE), State.S3, registers=1)
    site.environ["MAIN_PIN"] = right
    return site


def test_the_right_pin_brings_the_number_to_cloud(down: Site) -> None:
    assert_moved(down, down.run(*RECOVER), registers=2, recovered=True)


def test_nothing_is_sent_without_a_word(down: Site) -> None:
    ended = down.run("recover", "main")
    assert (ended.code, len(down.registers("main"))) == (2, 1)


def test_a_second_wrong_pin_leaves_the_number_where_it_is(down: Site, forks: Forks) -> None:
    down.environ["MAIN_PIN"] = WRONG_PIN
    assert_stopped(down, forks.run(down, *RECOVER), State.S3, registers=2)
    for command in (("resume", "main"), MIGRATE):
        assert forks.run(down, *command).code != 0
        assert len(down.registers("main")) == 2


def test_what_the_budget_forbids_leaves_the_number_down_and_says_so(down: Site, forks: Forks) -> None:
    down.environ["MAIN_PIN"] = WRONG_PIN
    for calls in (2, 3):
        assert_stopped(down, forks.run(down, *RECOVER), State.S3, registers=calls)
    assert_stopped(down, forks.run(down, *RECOVER), State.S3, registers=3)


def test_a_crash_during_the_recovering_call_leaves_one_more_call(down: Site) -> None:
    down.sim.control.fault("latency", 1, path="/register")
    runner = down.start(*RECOVER)
    wait_for(lambda: len(down.registers("main")) == 2, "the second register")
    runner.kill()
    wait_for(lambda: down.side("main") == "cloud", "the effect")
    assert_moved(down, down.run("resume", "main"), registers=2, recovered=True)


@pytest.mark.parametrize("point", AT_REGISTER)
def test_a_runner_killed_there_while_it_recovers_is_replaced(down: Site, forks: Forks, point: str) -> None:
    recover_in_the_store(down)
    forks.kill_at(down, point)
    assert_moved(down, forks.run(down, "resume", "main"), registers=2, recovered=True)


def recover_in_the_store(site: Site) -> None:
    """What `wamigrate recover --attempt` writes, without the walk that follows."""
    migration = current(site)
    site.store.run_now(lambda conn: operator.recover(conn, Settings(), migration, at=time.time()))
