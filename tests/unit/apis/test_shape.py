"""One table, two readers: the strict type says yes or no, the walk says what."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.apis.cloud.messages import INTERACTIVE_TYPES, MESSAGES, STATUS, message_shape
from wamigrate.apis.shape import (
    Kind,
    Shape,
    Wrong,
    choice,
    fits,
    many,
    number,
    obj,
    problems,
    text,
    unknown,
    whole,
)
from wamigrate.core.payload import Json, show

SHAPE = obj(
    {
        "to": text(required=True),
        "type": choice("text"),
        "text": obj({"body": text(5, required=True)}),
        "list": many(obj({"a": number()}), 1, 2),
        "day": whole(1, 31),
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
        ({"to": "1", "day": 31}, []),
        ({"to": "1", "day": 32}, [("day", Wrong.RANGE)]),
        ([], [("", Wrong.KIND)]),
        (None, [("", Wrong.NULL)]),
    ],
)
def test_the_walk_names_what_is_wrong_and_where(document: Json, wrong: list[tuple[str, Wrong]]) -> None:
    assert wrong == found(document)


WORDS = ("", "hi", "text", "a longer word than is allowed", "5")
STRANGE: tuple[Json, ...] = (None, True, 7, 1.5, "x", [], {})


def near(shape: Shape, dice: random.Random) -> Json:
    """A document near the shape: often it fits, sometimes nearly. (Strategies of this depth take minutes.)"""
    if dice.random() < 0.03:
        return dice.choice(STRANGE)
    match shape.kind:
        case Kind.TEXT if shape.choices:
            return dice.choice([*shape.choices, *shape.choices, shape.choices[0].upper()])
        case Kind.TEXT:
            return dice.choice(WORDS[1:] if dice.random() < 0.9 else WORDS)
        case Kind.FLAG:
            return dice.random() < 0.5
        case Kind.NUMBER | Kind.TEXT_OR_NUMBER:
            return dice.choice([dice.random(), dice.randrange(10**6)])
        case Kind.WHOLE:
            return dice.randrange(10**6)
        case Kind.LIST if shape.item:
            return [near(shape.item, dice) for _ in range(dice.choice([1, 1, 2, shape.least]))]
        case Kind.OBJECT:
            chosen = {n: s for n, s in shape.fields.items() if s.required or dice.random() < 0.3}
            strangers = {"tag": 1} if dice.random() < 0.05 else {}
            return {name: near(inner, dice) for name, inner in chosen.items()} | strangers
    return 1


EVERY_SHAPE = (SHAPE, STATUS, *MESSAGES.values())


@given(st.sampled_from(EVERY_SHAPE), st.integers())
def test_what_fits_has_no_problem_and_what_has_a_problem_does_not_fit(shape: Shape, seed: int) -> None:
    document = near(shape, random.Random(seed))
    assert not (fits(document, shape) and problems(document, shape))


@given(st.sampled_from(EVERY_SHAPE), st.integers())
def test_the_short_walk_finds_the_unknown_properties_of_the_long_one(shape: Shape, seed: int) -> None:
    document = near(shape, random.Random(seed))
    long = [p.path for p in problems(document, shape) if p.wrong is Wrong.UNKNOWN]
    assert sorted(long, key=str) == sorted(unknown(document, shape), key=str)


@pytest.mark.parametrize("kind", INTERACTIVE_TYPES)
def test_every_interactive_type_has_a_table_of_its_own(kind: str) -> None:
    shape = message_shape({"type": "interactive", "interactive": {"type": kind}})
    assert (kind,) == shape.fields["interactive"].fields["type"].choices


@pytest.mark.parametrize("payload", [None, [], "x", {"type": 5}, {"type": "fax"}, {"type": "interactive"}])
def test_any_value_has_a_shape(payload: Json) -> None:
    assert not fits(payload, message_shape(payload))
