"""Several workers on PostgreSQL: the work of one that is gone is taken over, and it never acts again."""

from __future__ import annotations

import signal

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved, current
from tests.crash.runners import Forks, start_runner
from tests.harness import Ended, Process, Site, wait_for
from tests.postgres import postgres
from wamigrate.store import sql
from wamigrate.store.migrations import Phase

SLOW_META = {"register_settle": 8, "register_send_limit": 3}
LOST_LOCK = 75
"""Exit code of a runner that lost the connection of its lock: a supervisor starts it again."""


@pytest.fixture
def site(new_site: OpenSite) -> Site:
    return new_site(store="postgresql", timing=SLOW_META)


def worker(site: Site) -> Process:
    process = site.start("worker")
    wait_for(lambda: "worker ready" in process.err, "the worker")
    return process


def walked_by(site: Site, *workers: Process) -> Process:
    """The worker that walks the migration now."""
    query = "select executor_id as id from dbos.workflow_status where status = 'PENDING'"
    rows = site.read(lambda conn: sql.rows(conn, query))
    assert len(rows) == 1
    pid = int(rows[0]["id"].split("-")[-2])
    return next(w for w in workers if w.pid == pid)


def break_locks(site: Site) -> None:
    """Cut the connections that hold runners' locks, as a failing network does."""
    query = (
        "select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid) "
        "where l.locktype = 'advisory' and a.datname = current_database() and a.application_name = ''"
    )
    assert site.store.run_now(lambda conn: sql.rows(conn, query))


def finished(site: Site) -> bool:
    return current(site).phase is Phase.FINISHED


def assert_finished(site: Site) -> None:
    wait_for(lambda: finished(site), "the end of the migration")
    assert_moved(site, Ended(0, "", ""))


@pytest.mark.parametrize("call", ["/v1/settings/backup", "/register"])
def test_another_worker_takes_over_from_one_that_is_killed(site: Site, forks: Forks, call: str) -> None:
    forks.kill_at(site, "after recheck:done")
    site.sim.control.fault("latency", 3, path=call, count=1)
    workers = worker(site), worker(site)
    wait_for(lambda: site.sim.control.requests(path=call), call)
    dead = walked_by(site, *workers)
    assert dead.kill().code == -signal.SIGKILL
    assert_finished(site)
    alive = next(w for w in workers if w is not dead)
    alive.send(signal.SIGTERM)
    assert alive.wait().code == 0


@pytest.mark.parametrize("point", ["before register_number:intended", "after register_number:intended"])
def test_a_paused_runner_that_wakes_after_the_takeover_does_not_register(site: Site, point: str) -> None:
    paused = start_runner(site, "--stop", point)
    wait_for(paused.stopped, "the pause")
    break_locks(site)
    assert_moved(site, site.run(*MIGRATE))
    paused.send(signal.SIGCONT)
    assert paused.wait().code == LOST_LOCK
    assert_finished(site)


def test_a_paused_runner_that_wakes_does_not_close_the_intent_of_another(site: Site, forks: Forks) -> None:
    forks.kill_at(site, "after register_number:intended")
    paused = start_runner(site, "--stop", "before register_number:undone")
    wait_for(paused.stopped, "the pause")
    break_locks(site)
    site.sim.control.fault("latency", 2, path="/register")
    other = site.start(*MIGRATE)
    wait_for(lambda: site.registers("main"), "register")
    paused.send(signal.SIGCONT)
    assert paused.wait().code == LOST_LOCK
    assert site.rows("main")[-1] == "register_number:intended"
    assert_moved(site, other.wait())


def test_two_runners_that_stand_before_register_together_call_once(site: Site) -> None:
    point = "before register_number:intended"
    first = start_runner(site, "--stop", point)
    wait_for(first.stopped, "the first pause")
    break_locks(site)
    second = start_runner(site, "--stop", point)
    wait_for(second.stopped, "the second pause")
    for runner in (first, second):
        runner.send(signal.SIGCONT)
    second.wait()
    first.wait()
    assert_moved(site, site.run(*MIGRATE))


@pytest.mark.parametrize("how", ["its connection", "the whole server"])
def test_a_worker_that_loses_its_lock_leaves_and_its_successor_finishes(
    site: Site, forks: Forks, how: str
) -> None:
    forks.kill_at(site, "after recheck:done")
    site.sim.control.fault("latency", 2, path="/register")
    leaving = worker(site)
    wait_for(lambda: site.registers("main"), "register")
    if how == "its connection":
        break_locks(site)
    else:
        postgres().restart()
    assert leaving.wait().code == LOST_LOCK
    worker(site)
    assert_finished(site)
