"""Rules for parameters: what passes, and Graph's words for what does not."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.rules import Rule, checked

OBJECT = Rule("object", keys={"status": Rule(required=True, choices=("ON", "OFF")), "note": Rule()})


@pytest.mark.parametrize(
    ("rule", "given", "value"),
    [
        (Rule(), "x", "x"),
        (Rule(choices=("SMS",)), "sms", "SMS"),
        (Rule("id"), "123", "123"),
        (Rule("id"), 123, "123"),
        (Rule("integer"), "-5", -5),
        (Rule("boolean"), "TRUE", True),
        (Rule("boolean"), 0, False),
        (Rule("object"), '{"a":1}', {"a": 1}),
        (OBJECT, {"status": "on"}, {"status": "ON"}),
        (Rule("array", items=Rule("integer")), "[1,2]", [1, 2]),
        (Rule("array", commas=True), "a, b", ["a", "b"]),
        (Rule("array"), "", []),
        (Rule("any"), None, None),
    ],
)
def test_values_come_out_as_their_kind(rule: Rule, given: Any, value: Any) -> None:
    assert checked({"p": given}, {"p": rule}).get("p") == value


@pytest.mark.parametrize(
    ("rule", "given", "message"),
    [
        (Rule(required=True), None, "(#100) The parameter p is required."),
        (Rule(required=True), "", "(#100) The parameter p is required."),
        (Rule(), 5, "(#100) Param p must be a string."),
        (Rule(choices=("A", "B")), "c", '(#100) Param p must be one of {A, B} - got "c".'),
        (Rule(longest=2), "abc", "(#100) Param p must be at most 2 characters long."),
        (Rule(shortest=2), "a", "(#100) Param p must be at least 2 characters long."),
        (Rule(pattern="[a-z]+"), "A", "(#100) Invalid parameter"),
        (Rule("id"), "x", '(#100) Param p must be a valid ID string (e.g., "123")'),
        (Rule("integer"), "1.5", "(#100) Param p must be an integer."),
        (Rule("integer"), True, "(#100) Param p must be an integer."),
        (Rule("boolean"), "maybe", "(#100) Param p must be a boolean."),
        (Rule("boolean"), [], "(#100) Param p must be a boolean."),
        (Rule("object"), "x", "(#100) Param p must be a JSON object."),
        (OBJECT, {"status": "on", "z": 1}, '(#100) Unexpected key "z" on param "p".'),
        (OBJECT, {}, "(#100) The parameter p['status'] is required."),
        (OBJECT, {"status": "x"}, "(#100) Param p['status'] must be one of {ON, OFF} - got \"x\"."),
        (Rule("array"), "x", "(#100) Param p must be an array."),
        (Rule("array", longest=1), [1, 2], "(#100) Param p must have at most 1 items."),
        (Rule("array", shortest=1), [], "(#100) Param p must have at least 1 items."),
        (Rule("array", items=Rule("integer")), ["x"], "(#100) Param p[0] must be an integer."),
        (Rule("file", required=True), "x", "(#100) The parameter p is required."),
    ],
)
def test_what_does_not_fit_is_refused_in_graphs_words(rule: Rule, given: Any, message: str) -> None:
    with pytest.raises(GraphError) as refused:
        checked({"p": given}, {"p": rule})
    assert (refused.value.code, refused.value.message) == (100, message)


def test_parameters_without_a_rule_are_left_alone() -> None:
    assert checked({"fields": "id", "p": "x"}, {"p": Rule()}) == {"p": "x"}
