"""The one transaction before `register`, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from wamigrate.store import approvals, guard, journal, migrations, routes
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration
from wamigrate.store.routes import RouteState

NOW = 1_000_000.0
PHONE = "106540352242922"


def ready(conn: Connection) -> Migration:
    """A migration for which everything speaks for `register`."""
    migration = migrations.create(
        conn,
        number="main",
        phone_number_id=PHONE,
        waba_id="1",
        path="A",
        chain=1,
        state="S0",
        options={},
        at=NOW,
    )
    route = routes.get(conn, PHONE, NOW)
    held = routes.move(conn, route, RouteState.HOLD, owner=migration.id, at=NOW)
    assert held is not None
    approve(conn, migration)
    return migration


def approve(conn: Connection, migration: Migration, *, until: float = NOW + 100, state: str = "S0") -> None:
    approvals.add(conn, migration.id, at=NOW, valid_until=until, from_state=state, callers_stopped=True)


def intend(
    conn: Connection, migration: Migration, *, epoch: int = 1, state: str = "S0", at: float = NOW
) -> Entry:
    return guard.intend_register(
        conn, migration, step="register_number", epoch=epoch, state=state, at=at, data={"with_backup": True}
    )


def test_with_everything_in_order_the_intent_is_written_and_counted(database: Database) -> None:
    def work(conn: Connection) -> tuple[Entry, Migration, int]:
        migration = ready(conn)
        entry = intend(conn, migration)
        return entry, migrations.get(conn, migration.id), journal.attempts_since(conn, PHONE, NOW - 1)

    entry, row, attempts = database.run_now(work)
    assert (entry.kind, entry.step) == (Kind.INTENDED, "register_number")
    assert (row.intended_at, row.state) == (NOW, "S1")
    assert attempts == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda conn, m: migrations.update(conn, m.id, run=2), "Another run"),
        (lambda conn, m: migrations.update(conn, m.id, cancel_at=NOW), "cancelled"),
        (lambda conn, m: migrations.update(conn, m.id, intended_at=NOW), "no known end"),
        (lambda conn, m: migrations.update(conn, m.id, passed_at=NOW), "registered already"),
        (lambda conn, m: approvals.spend(conn, m.id, NOW), "no open approval"),
        (lambda conn, m: approve(conn, m, until=NOW - 1), "window is over"),
        (lambda conn, m: approve(conn, m, state="SX"), "approval is for state SX"),
        (
            lambda conn, m: routes.move(
                conn, routes.get(conn, PHONE, NOW), RouteState.ONPREM, owner=None, at=NOW
            ),
            "route is onprem",
        ),
    ],
)
def test_one_thing_out_of_order_refuses(database: Database, change, reason: str) -> None:  # type: ignore[no-untyped-def]
    def work(conn: Connection) -> None:
        migration = ready(conn)
        change(conn, migration)
        with pytest.raises(guard.Refused, match=reason):
            intend(conn, migration)

    database.run_now(work)


def test_an_epoch_that_is_not_ours_refuses(database: Database) -> None:
    def work(conn: Connection) -> None:
        migration = ready(conn)
        with pytest.raises(guard.Refused, match="epoch 1"):
            intend(conn, migration, epoch=7)

    database.run_now(work)


def test_no_fourth_attempt_in_72_hours_and_one_more_afterwards(database: Database) -> None:
    def attempt(conn: Connection, migration: Migration, at: float) -> None:
        intend(conn, migration, at=at)
        guard.nothing_happened(conn, migration, step="register_number", at=at, data={"state": "S0"})

    def work(conn: Connection) -> None:
        migration = ready(conn)
        approve(conn, migration, until=NOW + 1e9)
        for n in range(guard.ATTEMPTS_ALLOWED):
            attempt(conn, migration, NOW + n)
        with pytest.raises(guard.Refused, match="3 register calls"):
            intend(conn, migration, at=NOW + 10)
        intend(conn, migration, at=NOW + guard.ATTEMPT_WINDOW + 1)

    database.run_now(work)


def test_nothing_happened_reopens_the_way_and_success_closes_it(database: Database) -> None:
    def work(conn: Connection) -> None:
        migration = ready(conn)
        intend(conn, migration)
        guard.nothing_happened(conn, migration, step="register_number", at=NOW, data={"state": "S0"})
        assert migrations.get(conn, migration.id).intended_at is None
        intend(conn, migration)
        guard.passed(conn, migration, step="register_number", at=NOW, data={})
        row = migrations.get(conn, migration.id)
        assert (row.state, row.passed_at) == ("S2", NOW)
        spent = approvals.current(conn, migration.id)
        assert spent is not None
        assert spent.spent_at == NOW

    database.run_now(work)


def test_of_two_that_want_to_register_at_once_exactly_one_may(database: Database) -> None:
    migration = database.run_now(ready)
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def attempt() -> None:
        gate.wait()
        try:
            database.run_now(lambda conn: intend(conn, migration))
            outcomes.append("intended")
        except guard.Refused as refused:
            outcomes.append(str(refused))

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["An earlier register call has no known end yet.", "intended"]


def test_the_journal_shows_a_changed_and_a_missing_row(database: Database) -> None:
    def write(conn: Connection) -> Migration:
        migration = ready(conn)
        for n in range(4):
            journal.append(conn, migration.id, 1, "recheck", Kind.OBSERVED, NOW + n, {"n": n})
        assert journal.broken_at(conn, migration.id) is None
        return migration

    migration = database.run_now(write)

    def tamper(conn: Connection, statement: str) -> int | None:
        from wamigrate.store import sql

        sql.change(conn, statement, m=migration.id)
        found = journal.broken_at(conn, migration.id)
        conn.rollback()
        return found

    with database.engine.connect() as conn:
        assert tamper(conn, "update wm_journal set data = '{}' where migration_id = :m and n = 2") == 2
        assert tamper(conn, "delete from wm_journal where migration_id = :m and n = 3") == 3


def test_a_number_has_one_open_migration_and_a_new_one_after_it_ended(database: Database) -> None:
    def work(conn: Connection) -> None:
        first = ready(conn)
        again = migrations.create(
            conn,
            number="main",
            phone_number_id=PHONE,
            waba_id="1",
            path="A",
            chain=1,
            state="S0",
            options={},
            at=NOW,
        )
        assert again.id == first.id
        migrations.update(conn, first.id, ended_at=NOW)
        second = migrations.create(
            conn,
            number="main",
            phone_number_id=PHONE,
            waba_id="1",
            path="A",
            chain=1,
            state="S0",
            options={"accept_findings": True},
            at=NOW + 1,
        )
        assert (second.id, second.options) == ("m-main-2", {"accept_findings": True})
        assert migrations.latest(conn, PHONE) == replace(second)

    database.run_now(work)


def test_a_route_changes_only_for_who_knows_it_as_it_is(database: Database) -> None:
    def work(conn: Connection) -> None:
        route = routes.get(conn, PHONE, NOW)
        held = routes.move(conn, route, RouteState.HOLD, owner="m-1", at=NOW)
        assert held is not None
        assert (held.state, held.epoch, held.owner) == (RouteState.HOLD, 1, "m-1")
        assert routes.move(conn, route, RouteState.CLOUD, owner="m-2", at=NOW) is None
        assert routes.move(conn, replace(held, owner="m-2"), RouteState.CLOUD, owner="m-2", at=NOW) is None
        assert routes.get(conn, PHONE, NOW) == held

    database.run_now(work)
