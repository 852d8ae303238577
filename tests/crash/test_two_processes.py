"""Several commands for one number at once: one of them acts, all of them end well."""

from __future__ import annotations

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved
from tests.harness import wait_for

STORES = ("sqlite", "postgresql")


@pytest.mark.parametrize("command", [MIGRATE, ("resume", "main")], ids=["migrate", "resume"])
@pytest.mark.parametrize("store", STORES)
def test_a_second_process_during_register_joins_the_first(
    new_site: OpenSite, store: str, command: tuple[str, ...]
) -> None:
    site = new_site(store=store, timing={"register_settle": 6})
    site.sim.control.fault("latency", 2, path="/register")
    first = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    second = site.start(*command)
    assert_moved(site, second.wait())
    assert_moved(site, first.wait())


@pytest.mark.parametrize("store", STORES)
def test_two_processes_started_together_move_the_number_once(new_site: OpenSite, store: str) -> None:
    site = new_site(store=store)
    processes = [site.start(*MIGRATE) for _ in range(2)]
    for process in processes:
        assert_moved(site, process.wait())


@pytest.mark.parametrize("store", STORES)
def test_the_follower_goes_on_when_the_first_process_is_killed(new_site: OpenSite, store: str) -> None:
    site = new_site(store=store, timing={"register_settle": 6})
    site.sim.control.fault("latency", 3, path="/register")
    first = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    second = site.start(*MIGRATE)
    follows = "Another wamigrate" if store == "sqlite" else "register_number"
    wait_for(lambda: follows in second.err, "the second process to follow")
    first.kill()
    assert_moved(site, second.wait())
