"""The language of rules: what each accepts and what it says of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.messages import rules
from wamigrate.sim.cloud.messages.contents import CONTENTS
from wamigrate.sim.cloud.messages.rules import Rule


def refusal(rule: Rule, value: Any) -> str | None:
    """What a rule says of a value at the place `x`; None if it likes it."""
    try:
        rule(value, "x")
    except GraphError as error:
        return error.details or error.message
    return None


LIKED: list[tuple[Rule, list[Any]]] = [
    (rules.anything, [None, 1, {}, []]),
    (rules.text(3), ["", "abc", "äöü"]),
    (rules.text(tidy="It"), ["", "a b"]),
    (rules.scalar, ["a", 1, 1.5, True]),
    (rules.identifier, ["a", 1]),
    (rules.uri, ["http://e.com", "HTTPS://e.com:80/a?b#c", "https://127.0.0.1/a"]),
    (rules.day, ["2012-08-18", "2024-02-29"]),
    (rules.flag, [True, False, "true", "FALSE", 0, 1, "0"]),
    (rules.number(90, "it"), [90, -90, "1.5", 0]),
    (rules.integer(1, 9), [1, 9, "5", 5.0]),
    (rules.choice("a", "B"), ["a", "A", "b"]),
    (rules.array(rules.text(), 1, 2), [["a"], ["a", "b"]]),
    (rules.record({"a": rules.text(), "b": rules.flag}, "a"), [{"a": "1"}, {"a": "1", "b": None, "c": None}]),
]


@pytest.mark.parametrize(("rule", "values"), LIKED, ids=range(len(LIKED)))
def test_what_a_rule_likes(rule: Rule, values: list[Any]) -> None:
    assert [refusal(rule, value) for value in values] == [None] * len(values)


REFUSED: list[tuple[Rule, Any, str]] = [
    (rules.text(3), "abcd", "(#100) Param x must be at most 3 characters long."),
    (rules.text(3, "Too long"), "abcd", "Too long"),
    (rules.text(tidy="It"), "a ", "It must not start or end with blanks"),
    (rules.text(), 1, "(#100) Param x must be a string."),
    (rules.scalar, [], "(#100) Param x must be a string."),
    (rules.identifier, True, "(#100) Param x must be a string."),
    (rules.uri, " https://e.com", "(#100) Param x is not a valid URI."),
    (rules.uri, "https://[", "(#100) Param x is not a valid URI."),
    (rules.uri, "http://", "(#100) Param x is not a valid URI."),
    (rules.day, "2023-02-29", "x is not a valid date, the format is YYYY-MM-DD"),
    (rules.day, 20120818, "x is not a valid date, the format is YYYY-MM-DD"),
    (rules.flag, 2, "(#100) Param x must be a boolean."),
    (rules.flag, "yes", "(#100) Param x must be a boolean."),
    (rules.number(90, "it"), 90.1, "it is not valid"),
    (rules.number(90, "it"), "nan", "it is not valid"),
    (rules.number(90, "it"), True, "it is not valid"),
    (rules.integer(1, 9), 10, "(#100) Param x must be between 1 and 9."),
    (rules.integer(1, 9), "9" * 5000, "(#100) Param x must be between 1 and 9."),
    (rules.integer(1, 9), "-1", "(#100) Param x must be an integer."),
    (rules.integer(1, 9), True, "(#100) Param x must be an integer."),
    (rules.choice("b", "a"), "c", '(#100) Param x must be one of {A, B} - got "c".'),
    (rules.choice("b", "a"), True, '(#100) Param x must be one of {A, B} - got "true".'),
    (rules.choice("b", "a"), {"a": 1}, '(#100) Param x must be one of {A, B} - got "Array".'),
    (rules.array(rules.text()), "a", "(#100) Param x must be an array."),
    (rules.array(rules.text(), 1, 2), [], "x must have 1 to 2 items"),
    (rules.array(rules.text()), ["a", 1], "(#100) Param x[1] must be a string."),
    (rules.record({}), [], "(#100) Param x must be a JSON object."),
    (rules.record({}), {"k": 1}, '(#100) Unexpected key "k" on param "x".'),
    (rules.record({"a": rules.text()}, "a"), {"a": ""}, "(#100) The parameter x['a'] is required."),
    (rules.record({"a": rules.text()}), {"a": 1}, "(#100) Param x['a'] must be a string."),
]


@pytest.mark.parametrize(("rule", "value", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_a_rule_says_of_the_rest(rule: Rule, value: Any, words: str) -> None:
    assert refusal(rule, value) == words


@pytest.mark.parametrize("emoji", ["😀", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🏴‍☠️", "1️⃣", "🇧🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "✅"])
def test_one_emoji_is_one_however_many_signs_it_is_made_of(emoji: str) -> None:
    assert refusal(CONTENTS["reaction"], {"message_id": "m", "emoji": emoji}) is None


@pytest.mark.parametrize("emoji", ["a", "😀😀", "ok 👍", "1", "🇧🇷🇧🇷", "ä", "👍" * 40])
def test_words_and_several_emoji_are_no_reaction(emoji: str) -> None:
    said = refusal(CONTENTS["reaction"], {"message_id": "m", "emoji": emoji})
    assert said == "x['emoji'] must be one emoji"
