"""The questions that only the operator can answer."""

from __future__ import annotations

import tomllib

import pytest

from wamigrate.config import Answer
from wamigrate.errors import UsageError
from wamigrate.migration.answers import QUESTIONS, coerce, how_to_answer, settle, unanswered
from wamigrate.migration.check import all_checks


def test_every_question_belongs_to_a_check_that_exists() -> None:
    names = {check.name for check in all_checks()}
    assert {question.check for question in QUESTIONS.values()} <= names


def test_keys_are_the_questions_own() -> None:
    assert [question.key for question in QUESTIONS.values()] == list(QUESTIONS)


@pytest.mark.parametrize("value", [True, "yes", "Y", " true "])
def test_yes_has_many_spellings(value: Answer) -> None:
    assert coerce("app_live", value) is True


@pytest.mark.parametrize("value", [False, "no", "N", "FALSE"])
def test_no_has_many_spellings(value: Answer) -> None:
    assert coerce("app_live", value) is False


@pytest.mark.parametrize(
    ("key", "value", "settled"),
    [
        ("role", "Provider", "provider"),
        ("data_residency", "br", "BR"),
        ("data_residency", "None", "none"),
        ("code_holder", " Ann, +1 650 ", "Ann, +1 650"),
        ("code_holder", 4411, "4411"),
    ],
)
def test_other_answers_have_one_spelling(key: str, value: Answer, settled: Answer) -> None:
    assert coerce(key, value) == settled


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("app_live", "perhaps", "Expected true or false: Is your Meta app in Live mode"),
        ("app_live", 1, "Expected true or false"),
        ("role", "boss", "Expected one of direct, provider."),
        ("two_step", False, "Expected one of known, unknown, off."),
        ("code_holder", "  ", "Expected some text"),
        ("code_holder", True, "Expected some text"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be(key: str, value: Answer, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        coerce(key, value)
    assert (refused.value.hint or "").startswith(hint)


def test_what_is_no_question_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as refused:
        settle({"app_life": True})
    assert refused.value.message == "There is no question 'app_life'."
    assert refused.value.hint == "Did you mean 'app_live'?"


def test_a_question_that_resembles_nothing_is_refused_with_all_of_them() -> None:
    with pytest.raises(UsageError, match="no question") as refused:
        coerce("zzz", True)
    assert (refused.value.hint or "").startswith("Known: role, app_review")


def test_answered_questions_are_not_asked_again() -> None:
    assert [q.key for q in unanswered({"role": "direct"}, "app-review")] == ["app_review"]


def test_a_question_that_depends_on_another_is_asked_only_then() -> None:
    assert [q.key for q in unanswered({}, "pin-owner")] == ["pin_owner"]
    assert [q.key for q in unanswered({"pin_owner": "us"}, "pin-owner")] == []
    assert [q.key for q in unanswered({"pin_owner": "someone-else"}, "pin-owner")] == ["pin_owner_agreed"]


def test_all_open_questions_come_in_the_order_of_the_table() -> None:
    assert [q.key for q in unanswered({})] == [key for key in QUESTIONS if key != "pin_owner_agreed"]


@pytest.mark.parametrize("key", list(QUESTIONS))
def test_the_example_of_each_question_is_toml_and_an_answer(key: str) -> None:
    sentence = how_to_answer("main", key)
    toml = sentence[sentence.index("answers = ") : sentence.index(" into its")]
    [(asked, value)] = tomllib.loads(toml)["answers"].items()
    assert asked == key
    coerce(key, value)


def test_how_to_answer_names_the_command_and_the_place() -> None:
    assert how_to_answer("main", "role", "app_review") == (
        "Answer when `wamigrate check main --only app-review` asks, "
        'or put answers = { role = "direct", app_review = true } into its [[number]] table.'
    )
