"""Passwords and tokens."""

from __future__ import annotations

import pytest

from wamigrate.bridge import passwords
from wamigrate.store.bridge_callers import ADMIN, USER


def test_a_password_is_known_again_and_no_other_one() -> None:
    user = passwords.hashed("ann", "Correct-1", role=USER, source="learned", at=1.0)
    assert passwords.matches(user, "Correct-1")
    assert not passwords.matches(user, "Correct-2")
    assert b"Correct-1" not in user.hash


def test_the_same_password_is_kept_in_two_ways() -> None:
    one, other = (passwords.hashed("a", "Correct-1", role=USER, source="added", at=1.0) for _ in range(2))
    assert one.hash != other.hash


def test_only_admin_is_the_administrator() -> None:
    assert (passwords.role_of("admin"), passwords.role_of("administrator")) == (ADMIN, USER)


@pytest.mark.parametrize("password", ["short-1A", "Aa1!" * 16])
def test_what_on_premises_takes_is_strong(password: str) -> None:
    assert passwords.strong(password)


@pytest.mark.parametrize(
    "password", ["", "alllower-1", "ALLUPPER-1", "NoDigits-", "NoSpecial1", "Aa1!" * 17, 7]
)
def test_what_on_premises_refuses_is_weak(password: object) -> None:
    assert not passwords.strong(password)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Basic YWRtaW46czpjcmV0", ("admin", "s:cret")),
        ("basic YWRtaW46", ("admin", "")),
        ("Basic YWRtaW4=", None),
        ("Basic %%%", None),
        ("Basic " + "A" * 2000, None),
        ("Bearer x", None),
        ("", None),
    ],
)
def test_a_basic_header_is_read(given: str, found: object) -> None:
    assert passwords.basic(given) == found


def test_a_token_looks_like_one_of_on_premises() -> None:
    token = passwords.new_token(1700000000.0, 60.0)
    assert [bool(part) for part in token.split(".")] == [True] * 3
    assert token != passwords.new_token(1700000000.0, 60.0)


def test_the_end_of_a_token_is_written_as_clients_take_it_apart() -> None:
    assert passwords.expires_text(1700000000.0) == "2023-11-14 22:13:20+00:00"


def test_a_token_cannot_be_told_from_what_is_kept_of_it() -> None:
    assert passwords.digest(b"a" * 32, "token") != passwords.digest(b"b" * 32, "token")
