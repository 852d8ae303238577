"""Leases on the database's time, acknowledgements by epoch, and who stands in front of a number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from wamigrate.store import bridges, routes
from wamigrate.store.database import Database
from wamigrate.store.db_time import DbTime, db_time
from wamigrate.store.routes import RouteState

PHONE = "106540352242922"


def at(now: float) -> DbTime:
    return lambda _: now


def enter(database: Database, name: str, now: float = 100.0, lease: float = 10.0) -> None:
    database.run_now(
        lambda conn: bridges.enter(conn, name, host="here", pid=1, url=None, lease=lease, time=at(now))
    )


def behind(database: Database, epoch: int, now: float) -> Sequence[str]:
    found = database.read_now(lambda conn: bridges.unacknowledged(conn, PHONE, epoch, time=at(now)))
    return [bridge.id for bridge in found]


def acknowledge(database: Database, name: str, epoch: int, phone: str = PHONE) -> None:
    database.run_now(lambda conn: bridges.acknowledge(conn, name, phone, epoch))


@pytest.mark.parametrize(("now", "lives"), [(100.0, True), (109.999, True), (110.0, False)])
def test_a_process_is_waited_for_until_its_lease_is_over(database: Database, now: float, lives: bool) -> None:
    enter(database, "b-1")
    assert behind(database, 1, now) == (["b-1"] if lives else [])


def test_a_renewal_counts_from_the_databases_time(database: Database) -> None:
    enter(database, "b-1")
    assert database.run_now(lambda conn: bridges.renew(conn, "b-1", lease=10.0, time=at(105.0)))
    assert behind(database, 1, 114.9) == ["b-1"]
    assert behind(database, 1, 115.0) == []


def test_a_process_that_is_not_known_cannot_renew(database: Database) -> None:
    assert not database.run_now(lambda conn: bridges.renew(conn, "b-1", lease=10.0))


def test_only_an_acknowledgement_of_that_epoch_or_a_later_one_counts(database: Database) -> None:
    for name in ("b-1", "b-2", "b-3"):
        enter(database, name)
    acknowledge(database, "b-1", 4)
    acknowledge(database, "b-2", 5)
    acknowledge(database, "b-3", 6)
    acknowledge(database, "b-1", 9, phone="another")
    assert behind(database, 5, 100.0) == ["b-1"]


def test_a_process_that_left_is_not_waited_for(database: Database) -> None:
    enter(database, "b-1")
    acknowledge(database, "b-1", 4)
    database.run_now(lambda conn: bridges.leave(conn, "b-1"))
    assert behind(database, 5, 100.0) == []


def test_dead_processes_are_forgotten_after_a_while(database: Database) -> None:
    enter(database, "b-1", now=100.0)
    enter(database, "b-2", now=10_000.0)
    ids = database.read_now(lambda conn: [b.id for b in bridges.live(conn, time=at(0.0))])
    assert ids == ["b-2"]


@pytest.mark.parametrize(
    ("attached", "lives", "serves", "holds"),
    [
        (False, False, False, False),
        (False, True, False, True),
        (True, False, False, True),
        (True, True, True, True),
    ],
)
def test_a_bridge_serves_a_number_that_was_put_behind_it_while_it_lives(
    database: Database, attached: bool, lives: bool, serves: bool, holds: bool
) -> None:
    def work(conn: Connection) -> tuple[bool, bool]:
        routes.get(conn, PHONE, 1.0)
        if attached:
            routes.attach(conn, PHONE, 1.0)
        if lives:
            bridges.enter(conn, "b-1", host="here", pid=1, url=None, lease=60.0)
        route = routes.get(conn, PHONE, 1.0)
        return bool(bridges.serving(conn, route)), bridges.may_hold(conn, route)

    assert database.run_now(work) == (serves, holds)


def test_changes_since_a_moment_are_found_by_the_databases_time(database: Database) -> None:
    def work(conn: Connection) -> tuple[list[str], list[str], list[str]]:
        first = routes.get(conn, PHONE, 1.0)
        now = db_time(conn)
        routes.move(conn, first, RouteState.HOLD, owner="m-1", at=1.0)
        everything, since, later = (routes.moved_since(conn, m) for m in (None, now, now + 120))
        return [r.state for r in everything], [r.state for r in since], [r.state for r in later]

    assert database.run_now(work) == (["hold"], ["hold"], [])


def test_attaching_and_detaching_leave_the_epoch_as_it_is(database: Database) -> None:
    def work(conn: Connection) -> list[tuple[bool, int]]:
        before = routes.get(conn, PHONE, 1.0)
        routes.attach(conn, PHONE, 5.0)
        attached = routes.get(conn, PHONE, 1.0)
        routes.detach(conn, PHONE)
        after = routes.get(conn, PHONE, 1.0)
        return [(route.bridged, route.epoch) for route in (before, attached, after)]

    assert database.run_now(work) == [(False, 0), (True, 0), (False, 0)]


def test_the_route_keeps_where_it_drains_to_and_whether_it_closes(database: Database) -> None:
    def work(conn: Connection) -> tuple[routes.Route | None, routes.Route]:
        first = routes.get(conn, PHONE, 1.0)
        moved = routes.move(
            conn, first, RouteState.DRAINING, owner="m-1", at=1.0, target=RouteState.CLOUD, closing=True
        )
        return moved, routes.get(conn, PHONE, 1.0)

    moved, stored = database.run_now(work)
    assert moved == stored
    assert (stored.target, stored.closing) == (RouteState.CLOUD, True)
