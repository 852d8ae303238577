from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wamigrate.core.payload import dig

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
