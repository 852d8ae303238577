"""The look into a send that many rules share finds every place, and survives what is none."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import Json
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.places import as_text, is_empty, is_given, known_template, media, rows, word
from wamigrate.differences.samples import interactive, send, template


@pytest.mark.parametrize(
    ("value", "expected"), [("TEXT", "text"), ("", ""), (None, ""), (5, ""), (["a"], "")]
)
def test_a_word_is_a_text_in_small_letters(value: Json, expected: str) -> None:
    assert word(value) == expected


@pytest.mark.parametrize("value", [None, "", [], {}, [None, ""], {"a": {"b": []}}])
def test_containers_of_nothing_are_empty(value: Json) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, " ", [0], {"a": "b"}])
def test_a_zero_and_a_blank_say_something(value: Json) -> None:
    assert not is_empty(value)
    assert is_given(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (7, "7"), (1.5, "1.5"), (float("nan"), None), (10**400, None), (True, None), ([], None)],
)
def test_numbers_have_a_text(value: Json, expected: str | None) -> None:
    assert as_text(value) == expected


@pytest.mark.parametrize(
    "payload",
    [
        send("text", {"body": "hi"}),
        send("image", "x"),
        send("interactive", None),
        send("interactive", interactive("button", {}, header={"type": "text", "image": {}})),
        send(
            "template",
            template({"type": "header", "parameters": "x"}, {"cards": [None, {"components": None}]}),
        ),
        {"type": 5},
    ],
)
def test_where_no_medium_is_none_is_found(payload: Json) -> None:
    assert media(payload) == []


def test_rows_of_all_sections_are_found() -> None:
    sections = [{"rows": [{"id": "1"}]}, "x", {"rows": None}, {"rows": ["x", {"id": "2"}]}]
    found = rows(send("interactive", interactive("list", {"sections": sections})))
    assert [row["id"] for _, row in found] == ["1", "2"]


def test_a_template_is_known_by_name_and_language() -> None:
    known = Template("order_ready", "en_US")
    facts = Facts(templates={("order_ready", "en_US"): known})
    assert known_template(send("template", template()), facts) is known
    assert known_template(send("template", template(name=None)), facts) is None
    assert known_template(send("template", template()), Facts()) is None
