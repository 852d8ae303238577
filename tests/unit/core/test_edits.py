"""Paths into documents, and edits of them."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.core.payload import EACH, REMOVED, Edit, Json, Path, apply, every, show

DOCUMENT = {"a": [{"b": 1}, {"b": 2}, "c"], "d": {"e": None}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)


def places(value: Json, path: Path = ()) -> list[Path]:
    inside: list[Path] = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            inside += places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            inside += places(inner, (*path, number))
    return inside


def test_every_finds_each_place_a_pattern_fits_and_passes_over_the_rest() -> None:
    assert list(every(DOCUMENT, "a", EACH, "b")) == [(("a", 0, "b"), 1), (("a", 1, "b"), 2)]
    assert list(every(DOCUMENT, "d", EACH)) == []
    assert list(every(DOCUMENT, "a", 2)) == [(("a", 2), "c")]


def test_edits_that_take_items_out_mean_the_list_as_it_was() -> None:
    edits = [Edit(("a", 0)), Edit(("a", 1, "b"), 3), Edit(("a", 2))]
    assert apply({"a": [{"b": 1}, {"b": 2}, "c"]}, edits) == {"a": [{"b": 3}]}


def test_an_edit_inside_of_what_is_gone_changes_nothing() -> None:
    assert apply({"a": [], "d": {"e": 1}}, [Edit(("d",)), Edit(("d", "e"), 2)]) == {"a": []}


def test_the_empty_path_is_the_whole_document() -> None:
    assert apply({"a": 1}, [Edit((), [])]) == []
    assert apply({"a": 1}, [Edit(())]) is REMOVED


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("interactive", "action", "buttons", 0, "reply", "id"), "interactive.action.buttons[0].reply.id"),
        (("a b", "c"), "['a b'].c"),
    ],
)
def test_paths_are_written_as_people_write_them(path: Path, shown: str) -> None:
    assert shown == show(path)


@given(JSON, st.data())
def test_taking_any_places_away_never_fails(document: Json, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(places(document)), max_size=5))
    apply(copy.deepcopy(document), [Edit(path) for path in chosen if path])
