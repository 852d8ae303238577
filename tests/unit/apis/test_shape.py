"""One table, two readers: the strict type says yes or no, the walk says what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.apis.cloud.messages import INTERACTIVE_TYPES, MESSAGES, message_shape
from wamigrate.apis.shape import Kind, Shape, Wrong, choice, fits, many, number, obj, problems, text, unknown
from wamigrate.core.payload import Json, show

SHAPE = obj(
    {
        "to": text(required=True),
        "type": choice("text"),
        "text": obj({"body": text(5, required=True)}),
        "list": many(obj({"a": number()}), 1, 2),
    }
)


def found(document: Json) -> list[tuple[str, Wrong]]:
    return [(show(p.path), p.wrong) for p in problems(document, SHAPE)]


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ({"to": "1"}, []),
        ({"to": "1", "type": "TEXT", "text": {"body": "hi"}, "list": [{"a": 1}]}, []),
        ({}, [("to", Wrong.MISSING)]),
        ({"to": None}, [("to", Wrong.NULL)]),
        ({"to": ""}, [("to", Wrong.EMPTY)]),
        ({"to": True}, [("to", Wrong.KIND)]),
        ({"to": "1", "tag": 1}, [("tag", Wrong.UNKNOWN)]),
        ({"to": "1", "type": "fax"}, [("type", Wrong.CHOICE)]),
        ({"to": "1", "text": {"body": "longer"}}, [("text.body", Wrong.LONG)]),
        ({"to": "1", "list": []}, [("list", Wrong.COUNT)]),
        ({"to": "1", "list": [{"a": "x"}, 3]}, [("list[0].a", Wrong.KIND), ("list[1]", Wrong.KIND)]),
        ([], [("", Wrong.KIND)]),
        (None, [("", Wrong.NULL)]),
    ],
)
def test_the_walk_names_what_is_wrong_and_where(document: Json, wrong: list[tuple[str, Wrong]]) -> None:
    assert wrong == found(document)


def documents(shape: Shape) -> st.SearchStrategy[Json]:
    """Documents near the shape: most fit, many nearly."""
    anything = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({})
    return st.one_of(_fitting(shape), _fitting(shape), _fitting(shape), anything)


def _fitting(shape: Shape) -> st.SearchStrategy[Json]:
    match shape.kind:
        case Kind.TEXT if shape.choices:
            return st.sampled_from([*shape.choices, shape.choices[0].upper(), "other"])
        case Kind.TEXT:
            return st.text(min_size=0, max_size=min(shape.most or 8, 30) + 1)
        case Kind.FLAG:
            return st.booleans()
        case Kind.NUMBER:
            return st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        case Kind.WHOLE:
            return st.integers(min_value=-(2**60), max_value=2**60)
        case Kind.TEXT_OR_NUMBER:
            return st.integers(min_value=0, max_value=2**60) | st.text(max_size=5)
        case Kind.LIST if shape.item:
            return st.lists(documents(shape.item), min_size=0, max_size=3)
        case Kind.OBJECT:
            inner = {name: documents(s) for name, s in shape.fields.items()}
            needed = {n: s for n, s in inner.items() if shape.fields[n].required}
            return st.fixed_dictionaries(needed, optional={n: s for n, s in inner.items() if n not in needed})
    return st.integers()


@given(st.sampled_from([SHAPE, *MESSAGES.values()]).flatmap(lambda s: st.tuples(st.just(s), documents(s))))
def test_what_fits_has_no_problem(given_: tuple[Shape, Json]) -> None:
    shape, document = given_
    if fits(document, shape):
        assert problems(document, shape) == []


@given(st.sampled_from([SHAPE, *MESSAGES.values()]).flatmap(lambda s: st.tuples(st.just(s), documents(s))))
def test_the_short_walk_finds_the_unknown_properties_of_the_long_one(given_: tuple[Shape, Json]) -> None:
    shape, document = given_
    long = [p.path for p in problems(document, shape) if p.wrong is Wrong.UNKNOWN]
    assert set(long) <= set(unknown(document, shape))


@pytest.mark.parametrize("kind", INTERACTIVE_TYPES)
def test_every_interactive_type_has_a_table_of_its_own(kind: str) -> None:
    shape = message_shape({"type": "interactive", "interactive": {"type": kind}})
    assert (kind,) == shape.fields["interactive"].fields["type"].choices


@pytest.mark.parametrize("payload", [None, [], "x", {"type": 5}, {"type": "fax"}, {"type": "interactive"}])
def test_any_value_has_a_shape(payload: Json) -> None:
    assert not fits(payload, message_shape(payload))
