"""Who calls the bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from wamigrate.store import bridge_callers as callers
from wamigrate.store.database import Database

P = "106540352242922"
ANN = callers.User("ann", callers.USER, b"salt", b"hash", "learned", 1.0)
SEEN = callers.Token("abcd1234", None, callers.USER, "crm/1.0 from 10.0.0.5", 1.0, 100.0, None)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    db = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    with db.engine.connect() as connection:
        yield connection
    db.close()


def test_nobody_is_known_at_first(conn: Connection) -> None:
    assert callers.users(conn, P) == []
    assert callers.user(conn, P, "ann") is None


def test_a_user_is_replaced_by_what_is_learned_later(conn: Connection) -> None:
    callers.remember_user(conn, P, ANN)
    callers.remember_user(conn, P, replace(ANN, hash=b"new", at=2.0))
    assert callers.users(conn, P) == [replace(ANN, hash=b"new", at=2.0)]


def test_users_belong_to_one_number(conn: Connection) -> None:
    callers.remember_user(conn, P, ANN)
    assert callers.user(conn, "999", "ann") is None


def test_forgetting_a_user_forgets_their_tokens(conn: Connection) -> None:
    callers.remember_user(conn, P, ANN)
    callers.give(conn, P, replace(SEEN, username="ann"))
    assert callers.forget_user(conn, P, "ann") is True
    assert callers.token(conn, P, SEEN.digest) is None
    assert callers.forget_user(conn, P, "ann") is False


def test_a_token_lives_from_its_first_sight(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    callers.see(conn, P, replace(SEEN, first_seen=50.0, expires=150.0))
    assert callers.token(conn, P, SEEN.digest) == SEEN


def test_the_role_of_a_seen_token_only_rises(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    callers.see(conn, P, replace(SEEN, role=callers.ADMIN))
    callers.see(conn, P, SEEN)
    found = callers.token(conn, P, SEEN.digest)
    assert found is not None
    assert found.role == callers.ADMIN


def test_a_caller_known_only_by_a_token_is_named(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    assert callers.unknown_callers(conn, P, at=50.0) == [SEEN]


def test_a_login_makes_a_caller_known(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    callers.give(conn, P, replace(SEEN, username="ann"))
    assert callers.unknown_callers(conn, P, at=50.0) == []


def test_an_accepted_caller_stands_in_nobodys_way(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    assert callers.accept(conn, P, "abcd", at=2.0) == 1
    assert callers.unknown_callers(conn, P, at=50.0) == []


def test_expired_tokens_are_purged(conn: Connection) -> None:
    callers.see(conn, P, SEEN)
    assert callers.purge_tokens(conn, at=100.0) == 0
    assert callers.purge_tokens(conn, at=101.0) == 1


def test_what_belongs_to_no_user_can_be_revoked(conn: Connection) -> None:
    key = replace(SEEN, digest="eeee1234", username="", role=callers.MONITOR)
    callers.give(conn, P, key)
    callers.see(conn, P, SEEN)
    callers.give(conn, P, replace(SEEN, digest="cccc1234", username="ann"))
    assert callers.api_keys(conn, P) == [key]
    assert [callers.revoke(conn, P, start) for start in ("eeee1234", "abcd1234", "cccc1234")] == [1, 1, 0]
    assert callers.api_keys(conn, P) == []
    assert callers.token(conn, P, "cccc1234") is not None
