"""What only the operator can know: each question once, with the shape of its answer.

The prompts of `wamigrate check`, the checks and the reference page read this one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wamigrate.config import Answer, did_you_mean
from wamigrate.errors import UsageError

__all__ = ["QUESTIONS", "Question", "coerce", "how_to_answer", "settle", "unanswered"]

Kind = Literal["yes-no", "choice", "text"]
YES, NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})
REGIONS = ("AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that no API tells."""

    key: str
    text: str
    kind: Kind
    check: str
    """Name of the check that asks."""
    choices: tuple[str, ...] = ()
    only_if: tuple[str, Answer] | None = None
    """Asked only where this other question has this answer."""

    @property
    def example(self) -> str:
        """An answer as it would stand in wamigrate.toml."""
        if self.kind == "yes-no":
            return "true"
        return f'"{self.choices[0]}"' if self.choices else '"…"'


def _table(*questions: Question) -> dict[str, Question]:
    return {question.key: question for question in questions}


QUESTIONS: dict[str, Question] = _table(
    Question(
        "role",
        "Does the number belong to your own business (direct), or do you move it for a customer (provider)?",
        "choice",
        "app-review",
        choices=("direct", "provider"),
    ),
    Question(
        "app_review",
        "Has your Meta app passed App Review, with advanced access for whatsapp_business_messaging and "
        "whatsapp_business_management?",
        "yes-no",
        "app-review",
    ),
    Question(
        "app_live", "Is your Meta app in Live mode (App Dashboard, not Development)?", "yes-no", "app-live"
    ),
    Question(
        "app_claimed",
        "Is your Meta app owned or claimed by your verified business (Business settings, Accounts, Apps)?",
        "yes-no",
        "app-claimed",
    ),
    Question(
        "app_has_whatsapp",
        "Does your Meta app have the WhatsApp product (App Dashboard, Add product)?",
        "yes-no",
        "app-claimed",
    ),
    Question(
        "two_step",
        "Two-step verification of the number: is its PIN known to you, unknown, or is two-step off?",
        "choice",
        "pin",
        choices=("known", "unknown", "off"),
    ),
    Question(
        "pin_owner",
        "Whose is the two-step PIN: yours (us), or that of the customer who owns the number (someone-else)?",
        "choice",
        "pin-owner",
        choices=("us", "someone-else"),
    ),
    Question(
        "pin_owner_agreed",
        "Has the PIN's owner agreed to give it to you, or to switch two-step off?",
        "yes-no",
        "pin-owner",
        only_if=("pin_owner", "someone-else"),
    ),
    Question(
        "phone_takes_codes",
        "Can the number receive a code by SMS or voice call today?",
        "yes-no",
        "code-reception",
    ),
    Question(
        "code_holder",
        "Who answers that phone during the window (name and how to reach them)?",
        "text",
        "code-reception",
    ),
    Question(
        "data_residency",
        "Must the number's data be stored in one country? Its region code, or none.",
        "choice",
        "data-residency",
        choices=("none", *REGIONS),
    ),
    Question(
        "restart_disabled",
        "Will the On-Premises containers stay stopped afterwards (restart policy off, also after a reboot)?",
        "yes-no",
        "callers",
    ),
    Question(
        "callers_inventoried",
        "Do you know every application that posts to this On-Premises deployment?",
        "yes-no",
        "callers",
    ),
)


def coerce(key: str, value: Answer) -> Answer:
    """The answer in its one spelling; UsageError with what would do."""
    question = QUESTIONS.get(key)
    if question is None:
        hint = did_you_mean(key, list(QUESTIONS)) or f"Known: {', '.join(QUESTIONS)}."
        raise UsageError(f"There is no question '{key}'.", hint=hint)
    word = str(value).strip()
    if question.kind == "yes-no" and word.casefold() in YES | NO:
        return word.casefold() in YES
    if question.kind == "text" and word and not isinstance(value, bool):
        return word
    for choice in question.choices:
        if word.casefold() == choice.casefold():
            return choice
    raise UsageError(f"'{value}' is no answer to '{key}'.", hint=_expected(question))


def settle(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """All answers in their one spelling; refuses what is no question and what is no answer."""
    return {key: coerce(key, value) for key, value in answers.items()}


def unanswered(answers: Mapping[str, Answer], check: str | None = None) -> list[Question]:
    """What is still to be asked, of one check or of all."""
    return [
        question
        for key, question in QUESTIONS.items()
        if key not in answers
        and check in (None, question.check)
        and (question.only_if is None or answers.get(question.only_if[0]) == question.only_if[1])
    ]


def how_to_answer(number: str, *keys: str) -> str:
    """The sentence that says where an answer goes."""
    check = QUESTIONS[keys[0]].check
    example = ", ".join(f"{key} = {QUESTIONS[key].example}" for key in keys)
    return (
        f"Answer when `wamigrate check {number} --only {check}` asks, "
        f"or put answers = {{ {example} }} into its [[number]] table."
    )


def _expected(question: Question) -> str:
    if question.kind == "yes-no":
        return f"Expected true or false: {question.text}"
    if question.kind == "text":
        return f"Expected some text: {question.text}"
    return f"Expected one of {', '.join(question.choices)}."
