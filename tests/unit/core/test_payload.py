from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.core.payload import EMPTY, NULL, PADDED, UNEVEN, Json, dig, names_in

DOCUMENT = {"a": [{"b": 1}, {"b": None}], "c": "text"}


def test_dig_follows_keys_and_positions() -> None:
    assert dig(DOCUMENT, "a", 0, "b") == 1
    assert dig(DOCUMENT, "a", -1, "b", default=7) is None


def test_dig_gives_the_default_where_the_path_leaves_the_document() -> None:
    assert dig(DOCUMENT, "a", 5, "b", default="none") == "none"
    assert dig(DOCUMENT, "c", "d") is None
    assert dig(None, "a", 0) is None


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    ),
    st.lists(st.text() | st.integers(-3, 3)),
)
def test_dig_never_raises(document: object, path: list[str | int]) -> None:
    dig(document, *path)


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({"a": {"b": [{"c": 1}]}}, {"a", "b", "c"}),
        ({"a": None}, {"a", NULL}),
        ({"a": []}, {"a", EMPTY}),
        ([[{}]], {EMPTY}),
        ({"a": " x"}, {"a", PADDED}),
        ({"a": ["x\ny"]}, {"a", UNEVEN}),
        ({"a": "x     y", "b": "x y"}, {"a", "b", UNEVEN}),
        ("text", set()),
        (None, set()),
    ],
)
def test_one_look_finds_all_names_and_what_is_odd(document: Json, names: set[str]) -> None:
    assert names_in(document) == names
