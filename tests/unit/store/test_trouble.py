"""Every code we know becomes a sentence with a hint; every other one is named and nothing more."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from wamigrate.store.trouble import CONNECTING, POSTGRESQL, SQLITE, place_of, store_error, trouble_of

FILE = sa.make_url("sqlite:////srv/w.db")
SERVER = sa.make_url("postgresql://me:word@db.example/w")


def from_sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("words that quote a row")
    error.sqlite_errorcode = code
    return OperationalError("select 1", None, error)


def from_postgresql(sqlstate: str) -> OperationalError:
    return OperationalError("select 1", None, psycopg.errors.lookup(sqlstate)("words that quote a row"))


@pytest.mark.parametrize("code", SQLITE)
def test_every_known_sqlite_code_becomes_its_sentence(code: int) -> None:
    error = store_error(from_sqlite(code), FILE)
    assert str(error) == SQLITE[code].message.format(place="/srv/w.db")
    assert error.hint


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_READONLY_DBMOVED])
def test_extended_sqlite_codes_count_as_their_kind(code: int) -> None:
    assert trouble_of(from_sqlite(code)) == SQLITE[code & 0xFF]


@pytest.mark.parametrize("sqlstate", POSTGRESQL)
def test_every_known_sqlstate_becomes_its_sentence(sqlstate: str) -> None:
    error = store_error(from_postgresql(sqlstate), SERVER)
    assert str(error) == POSTGRESQL[sqlstate].message.format(place="w on db.example")
    assert error.hint


@pytest.mark.parametrize("words", CONNECTING)
def test_words_said_while_connecting_are_understood(words: str) -> None:
    error = OperationalError(None, None, psycopg.OperationalError(f"connection failed: FATAL:  {words} x"))
    assert trouble_of(error) == CONNECTING[words]


@pytest.mark.parametrize("words", CONNECTING)
def test_the_same_words_in_an_answer_mean_nothing(words: str) -> None:
    error = OperationalError("select 1", None, psycopg.OperationalError(words))
    assert trouble_of(error) is None


def test_a_lost_connection_is_seen_by_its_state() -> None:
    lost = OperationalError("select 1", None, psycopg.OperationalError("…"), connection_invalidated=True)
    assert str(store_error(lost, SERVER)) == "The connection to the database w on db.example was lost."
    assert trouble_of(from_postgresql("08006")) == trouble_of(lost)


def test_contradicting_records_are_told_from_other_errors() -> None:
    error = IntegrityError(
        "insert", None, psycopg.errors.UniqueViolation("Key (pin)=(123456) already exists.")
    )
    assert (
        str(store_error(error, SERVER))
        == "The store w on db.example refused a record that contradicts another."
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (from_postgresql("42601"), " (42601)"),
        (DBAPIError("select 1", None, sqlite3.ProgrammingError("closed")), ""),
        (OperationalError("select 1", None, psycopg.OperationalError("secret words")), ""),
    ],
)
def test_an_unknown_complaint_is_named_by_its_code_alone(error: DBAPIError, code: str) -> None:
    assert str(store_error(error, SERVER)) == f"The store w on db.example answered with an error{code}."


def test_a_pool_without_connections_is_a_busy_store() -> None:
    assert str(store_error(PoolTimeout("…"), FILE)) == "The store /srv/w.db is locked by another process."


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////srv/w.db", "/srv/w.db"),
        ("postgresql://me:word@db.example/w", "w on db.example"),
        ("postgresql://me:word@/w?host=/run/pg", "w on /run/pg"),
        ("postgresql://me:word@/w?host=a&host=b", "w on a, b"),
        ("postgresql:///w", "w on localhost"),
    ],
)
def test_a_place_is_named_without_its_password(url: str, place: str) -> None:
    assert place_of(sa.make_url(url)) == place
