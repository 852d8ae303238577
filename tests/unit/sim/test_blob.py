"""Backup metadata."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wamigrate.sim.blob import Verdict, make, read

KEY = b"k" * 32
DATA = make({"phone": "1"}, "tacocat", KEY)


def test_what_went_in_comes_out_with_the_right_password() -> None:
    verdict, content = read(DATA, "tacocat", KEY)
    assert (verdict, content["phone"]) == (Verdict.GOOD, "1")
    assert DATA.startswith("V0FCS")


def test_a_wrong_password_and_another_world_are_told_apart() -> None:
    assert read(DATA, "tacocats", KEY) == (Verdict.WRONG_PASSWORD, {})
    assert read(DATA, "tacocat", b"other") == (Verdict.ALTERED, {})
    assert read("", "tacocat", KEY) == (Verdict.ALTERED, {})


@settings(derandomize=True, deadline=None, database=None)
@given(st.integers(0, len(DATA) - 1), st.sampled_from("AZaz09+/=\n "))
def test_any_changed_character_is_noticed(place: int, character: str) -> None:
    changed = DATA[:place] + character + DATA[place + 1 :]
    verdict, _ = read(changed, "tacocat", KEY)
    assert (verdict is Verdict.GOOD) == (changed == DATA)
