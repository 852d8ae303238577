"""SIGKILL at every write of the journal: the next command goes on, and registers exactly once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crash.outcomes import MIGRATE, assert_moved, killed_at, start_runner
from tests.crash.points import AROUND_REGISTER, POINTS
from tests.harness import Site

CANARY = {"canary": '{ to = "+16505550199" }'}


def test_an_uninterrupted_migration_writes_exactly_the_points_that_the_chain_names(
    new_site: Callable[..., Site],
) -> None:
    site = new_site(number_keys=CANARY)
    ended = start_runner(site, "--record").wait()
    assert ended.out.splitlines() == POINTS
    assert_moved(site, ended)


@pytest.mark.parametrize("point", POINTS)
def test_a_runner_killed_there_is_replaced_by_the_next_command(
    new_site: Callable[..., Site], point: str
) -> None:
    site = new_site(number_keys=CANARY)
    killed_at(site, point)
    assert_moved(site, site.run(*MIGRATE))


@pytest.mark.parametrize("point", AROUND_REGISTER)
def test_the_same_around_register_on_postgresql(new_site: Callable[..., Site], point: str) -> None:
    site = new_site(store="postgresql", number_keys=CANARY)
    killed_at(site, point)
    assert_moved(site, site.run(*MIGRATE))


def test_a_migration_killed_at_every_point_in_turn_still_registers_once(new_site: Callable[..., Site]) -> None:
    site = new_site(number_keys=CANARY)
    for point in POINTS:
        killed_at(site, point)
    assert_moved(site, site.run(*MIGRATE))
    assert len(site.sim.control.inbox("+16505550199")) >= 1


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_runner_killed_while_it_closes_an_intent_without_a_call_calls_once(
    new_site: Callable[..., Site], side: str
) -> None:
    site = new_site()
    killed_at(site, "after register_number:intended")
    killed_at(site, f"{side} register_number:undone")
    assert_moved(site, site.run(*MIGRATE))
