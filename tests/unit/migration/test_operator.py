"""What a person may say, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from wamigrate.config import Number, Settings
from wamigrate.core.secret import Secret
from wamigrate.errors import MigrationError, PastNoReturn, UsageError
from wamigrate.migration import operator
from wamigrate.migration.chain import CHAIN_VERSION
from wamigrate.store import approvals, migrations
from wamigrate.store.database import Database
from wamigrate.store.migrations import Leg, Migration, Phase

NOW = 1_000_000.0
NUMBER = Number(name="main", phone_number_id="106540352242922", waba_id="102290129340398", token=Secret("t"))


@pytest.fixture
def database(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Database.open(f"sqlite:///{tmp_path / 'w.db'}")
    yield opened
    opened.close()


def at_phase(database: Database, phase: Phase, **values: object) -> Migration:
    def work(conn: Connection) -> Migration:
        begun = operator.begin(conn, NUMBER, path="A", options={}, at=NOW)
        migrations.update(conn, begun.id, phase=phase, **values)
        return migrations.get(conn, begun.id)

    return database.run_now(work)


def say(
    database: Database, word: Callable[..., Migration], migration: Migration, at: float = NOW
) -> Migration:
    if word is operator.approve:
        return database.run_now(lambda conn: operator.approve(conn, Settings(), migration, at=at))
    return database.run_now(lambda conn: word(conn, migration, at=at))


def test_nothing_can_be_said_about_a_migration_that_was_never_started(database: Database) -> None:
    with pytest.raises(UsageError) as caught:
        database.run_now(lambda conn: operator.require(conn, NUMBER))
    assert caught.value.hint == "Look first: wamigrate plan main"


def test_beginning_twice_gives_the_same_migration(database: Database) -> None:
    first = database.run_now(lambda conn: operator.begin(conn, NUMBER, path="A", options={}, at=NOW))
    assert database.run_now(lambda conn: operator.begin(conn, NUMBER, path="C", options={}, at=NOW)) == first


def test_a_completed_number_is_not_begun_again(database: Database) -> None:
    done = at_phase(database, Phase.COMPLETED, ended_at=NOW)
    assert database.run_now(lambda conn: operator.begin(conn, NUMBER, path="A", options={}, at=NOW)) == done


def test_an_approval_starts_the_cut_over_as_a_new_run(database: Database) -> None:
    waiting = at_phase(database, Phase.WAITING)
    approved = say(database, operator.approve, waiting)
    assert (approved.phase, approved.leg, approved.run) == (Phase.RUNNING, Leg.CUT_OVER, waiting.run + 1)
    approval = database.run_now(lambda conn: approvals.current(conn, waiting.id))
    assert approval is not None
    assert (approval.valid_until, approval.from_state) == (NOW + 86400, "S0")


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.WAITING])
def test_only_who_waits_can_be_approved(database: Database, phase: Phase) -> None:
    with pytest.raises(UsageError, match="does not wait"):
        say(database, operator.approve, at_phase(database, phase))


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.STOPPED])
def test_cancelling_what_rests_starts_a_run_that_gives_back(database: Database, phase: Phase) -> None:
    resting = at_phase(database, phase)
    cancelled = say(database, operator.cancel, resting)
    assert (cancelled.phase, cancelled.run, cancelled.cancel_at) == (Phase.RUNNING, resting.run + 1, NOW)


def test_cancelling_what_runs_leaves_the_run_to_notice(database: Database) -> None:
    running = at_phase(database, Phase.RUNNING)
    assert say(database, operator.cancel, running).run == running.run


@pytest.mark.parametrize("column", ["intended_at", "passed_at"])
def test_after_register_there_is_nothing_to_cancel(database: Database, column: str) -> None:
    sent = at_phase(database, Phase.STOPPED, **{column: NOW})
    with pytest.raises(PastNoReturn):
        say(database, operator.cancel, sent)
    assert database.run_now(lambda conn: migrations.get(conn, sent.id)).cancel_at is None


def test_a_number_that_is_down_on_both_sides_cannot_be_cancelled(database: Database) -> None:
    with pytest.raises(PastNoReturn) as caught:
        say(database, operator.cancel, at_phase(database, Phase.STOPPED, state="S3"))
    assert caught.value.hint == "wamigrate recover main"


def test_what_has_ended_cannot_be_cancelled(database: Database) -> None:
    with pytest.raises(UsageError, match="has ended"):
        say(database, operator.cancel, at_phase(database, Phase.CANCELLED))


def test_resuming_keeps_an_open_approval_and_falls_back_to_the_gate_without_one(database: Database) -> None:
    stopped = at_phase(database, Phase.STOPPED, leg=Leg.CUT_OVER)
    assert say(database, operator.resume, stopped).leg is Leg.PREPARE
    stopped = at_phase(database, Phase.STOPPED, leg=Leg.CUT_OVER)
    database.run_now(
        lambda conn: approvals.add(
            conn, stopped.id, at=NOW, valid_until=NOW + 10, from_state="S0", callers_stopped=True
        )
    )
    assert say(database, operator.resume, stopped, NOW + 5).leg is Leg.CUT_OVER


def test_what_goes_back_before_the_gate_takes_the_chain_of_today_and_all_else_keeps_its_own(
    database: Database,
) -> None:
    stopped = at_phase(database, Phase.STOPPED, leg=Leg.CUT_OVER, chain=1)
    assert say(database, operator.resume, stopped).chain == CHAIN_VERSION
    waiting = at_phase(database, Phase.WAITING, chain=1)
    assert say(database, operator.approve, waiting).chain == 1


def test_resuming_what_does_not_rest_changes_nothing(database: Database) -> None:
    running = at_phase(database, Phase.RUNNING)
    assert say(database, operator.resume, running) == running


def test_only_what_is_finished_can_be_completed(database: Database) -> None:
    with pytest.raises(MigrationError, match="not finished"):
        say(database, operator.close, at_phase(database, Phase.RUNNING))
    closed = say(database, operator.close, at_phase(database, Phase.FINISHED))
    assert (closed.phase, closed.ended_at) == (Phase.COMPLETED, NOW)


def recover(database: Database, migration: Migration) -> Migration:
    return database.run_now(lambda conn: operator.recover(conn, Settings(), migration, at=NOW))


def test_recovering_closes_the_open_call_and_approves_one_more_from_down_on_both(database: Database) -> None:
    down = at_phase(database, Phase.STOPPED, state="S3", intended_at=NOW - 100, leg=Leg.CUT_OVER)
    again = recover(database, down)
    assert (again.phase, again.leg, again.intended_at) == (Phase.RUNNING, Leg.RECOVER, None)
    approval = database.run_now(lambda conn: approvals.current(conn, down.id))
    assert approval is not None
    assert approval.from_state == "S3"


@pytest.mark.parametrize(
    ("phase", "state"), [(Phase.STOPPED, "S1"), (Phase.STOPPED, "S0"), (Phase.RUNNING, "S3")]
)
def test_only_a_number_that_is_down_on_both_sides_is_recovered(
    database: Database, phase: Phase, state: str
) -> None:
    with pytest.raises(UsageError, match="not down on both sides"):
        recover(database, at_phase(database, phase, state=state))


def test_resuming_cannot_help_a_number_whose_last_call_was_closed_while_down(database: Database) -> None:
    with pytest.raises(UsageError) as caught:
        say(database, operator.resume, at_phase(database, Phase.STOPPED, state="S3"))
    assert caught.value.hint == "wamigrate recover main"
