"""SIGKILL at every write of the journal: the next command goes on, and registers exactly once."""

from __future__ import annotations

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved
from tests.crash.points import AROUND_REGISTER, AT_REGISTER, POINTS, STEPS
from tests.crash.runners import Forks, start_runner
from tests.harness import Site, wait_for
from wamigrate.store import journal

CANARY = {"canary": '{ to = "+16505550199" }'}


def test_an_uninterrupted_migration_writes_exactly_the_points_that_the_chain_names(
    new_site: OpenSite,
) -> None:
    site = new_site(number_keys=CANARY)
    ended = start_runner(site, "--record").wait()
    assert ended.out.splitlines() == POINTS
    assert_moved(site, ended)


@pytest.mark.parametrize("point", POINTS)
def test_a_runner_killed_there_is_replaced_by_the_next_command(
    new_site: OpenSite, forks: Forks, point: str
) -> None:
    site = new_site(number_keys=CANARY)
    forks.kill_at(site, point)
    assert_moved(site, forks.run(site, *MIGRATE))


@pytest.mark.parametrize("point", AROUND_REGISTER)
def test_the_same_around_register_on_postgresql(new_site: OpenSite, forks: Forks, point: str) -> None:
    site = new_site(store="postgresql", number_keys=CANARY)
    forks.kill_at(site, point)
    assert_moved(site, forks.run(site, *MIGRATE))


def test_a_migration_killed_inside_every_step_in_turn_registers_once(
    new_site: OpenSite, forks: Forks
) -> None:
    site = new_site(number_keys=CANARY)
    for step in STEPS:
        forks.kill_at(site, f"after {step}:intended")
    assert_moved(site, forks.run(site, "resume", "main"))


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_runner_killed_while_it_closes_an_intent_without_a_call_calls_once(
    new_site: OpenSite, forks: Forks, side: str
) -> None:
    site = new_site()
    forks.kill_at(site, "after register_number:intended")
    forks.kill_at(site, f"{side} register_number:undone")
    assert_moved(site, forks.run(site, *MIGRATE))
    attempts = site.read(
        lambda conn: journal.attempts_since(conn, site.sim.number("main")["phone_number_id"], 0)
    )
    assert attempts == 2, "the intent of a call that never left counts against the budget"


@pytest.mark.parametrize("point", ["after settle_two_step:intended", "before settle_two_step:done"])
def test_a_pin_that_we_make_survives_a_crash(new_site: OpenSite, forks: Forks, point: str) -> None:
    site = new_site("pinless")
    forks.kill_at(site, point, name="pinless")
    assert_moved(site, forks.run(site, "resume", "pinless"), name="pinless")


def test_a_crash_between_switching_two_step_off_and_on_again_is_mended(new_site: OpenSite) -> None:
    site = new_site("pinless")
    site.sim.control.fault("latency", 1, path="/two-step")
    runner = site.start("migrate", "pinless", "--execute", "--approve")
    wait_for(lambda: methods(site, "/two-step") == ["DELETE", "POST"], "both calls")
    runner.kill()
    site.sim.control.clear_faults()
    assert_moved(site, site.run("resume", "pinless"), name="pinless")


def methods(site: Site, path: str) -> list[str]:
    return [call["method"] for call in site.sim.control.requests("onprem", path=path)]


@pytest.mark.parametrize("point", AT_REGISTER)
def test_the_same_with_a_stored_backup_and_no_deployment(
    new_site: OpenSite, forks: Forks, point: str
) -> None:
    site = new_site("gone")
    assert forks.run(site, "migrate", "gone", "--execute").code == 0
    forks.kill_at(site, point, name="gone")
    assert_moved(site, forks.run(site, "resume", "gone"), name="gone")
