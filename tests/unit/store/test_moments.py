"""Last on one side, first on the other, about the newest hold alone."""

from __future__ import annotations

import pytest

from wamigrate.store import moments
from wamigrate.store.database import Database
from wamigrate.store.moments import CLOUD_INBOUND, CLOUD_SENT, Moments

PHONE = "106540352242922"


def last(
    database: Database, *, sent: float | None = None, inbound: float | None = None, hold: int | None = None
) -> None:
    database.run_now(lambda conn: moments.last(conn, PHONE, sent=sent, inbound=inbound, hold=hold))


def first(database: Database, what: str, at: float) -> None:
    database.run_now(lambda conn: moments.first(conn, PHONE, what, at))


def known(database: Database) -> Moments | None:
    return database.read_now(lambda conn: moments.of(conn, PHONE))


def test_of_several_processes_the_latest_and_the_earliest_count(database: Database) -> None:
    last(database, sent=10.0, inbound=12.0, hold=3)
    last(database, sent=11.0, hold=3)
    last(database, sent=9.0, inbound=13.0)
    for at in (22.0, 21.0, 23.0):
        first(database, CLOUD_SENT, at)
    first(database, CLOUD_INBOUND, 24.0)
    assert known(database) == Moments(3, 11.0, 13.0, 21.0, 24.0)


def test_a_new_hold_forgets_what_came_first_and_keeps_what_came_last(database: Database) -> None:
    last(database, sent=10.0, hold=1)
    first(database, CLOUD_SENT, 11.0)
    last(database, hold=5)
    assert known(database) == Moments(5, onprem_sent=10.0)


def test_without_a_hold_nothing_is_kept(database: Database) -> None:
    last(database, sent=10.0)
    first(database, CLOUD_SENT, 11.0)
    assert known(database) is None


def test_only_firsts_are_firsts(database: Database) -> None:
    with pytest.raises(ValueError, match="no first moment"):
        first(database, "onprem_sent", 1.0)
