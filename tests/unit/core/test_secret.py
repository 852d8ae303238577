from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.core.secret import Secret


@given(st.text(min_size=4).filter(lambda s: s not in "Secret(…)"))
def test_a_secret_never_prints_itself(value: str) -> None:
    secret = Secret(value)
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", "%s" % secret, repr([secret])):  # noqa: UP031
        assert value not in shown


def test_reveal_gives_the_value_back() -> None:
    assert Secret("012345").reveal() == "012345"


def test_secrets_compare_by_value() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"


def test_a_secret_cannot_leave_by_pickle_or_json_or_hash() -> None:
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(Secret("a"))
    with pytest.raises(TypeError):
        json.dumps(Secret("a"))
    with pytest.raises(TypeError, match="hashed"):
        hash(Secret("a"))


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret("x")
