"""The tree of errors: as drawn, two levels deep, each with a sentence of its own and an exit code."""

from __future__ import annotations

import inspect
import re

import pytest

from wamigrate import errors
from wamigrate.errors import (
    AnswerTooLarge,
    CloudError,
    ConfigError,
    MaybeSent,
    NotReady,
    NotSent,
    OnPremError,
    OutcomeUnknown,
    PastNoReturn,
    StepFailed,
    UsageError,
    WamigrateError,
)

ALL = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, WamigrateError) and found.__module__ == errors.__name__
]


def made(kind: type[WamigrateError]) -> WamigrateError:
    """One of that kind, with nothing but what it must have."""
    if issubclass(kind, errors.ApiError):
        return kind(status=400)
    return kind(step="recheck") if issubclass(kind, StepFailed) else kind()


def drawn() -> dict[str, int]:
    """The names of the tree in the module's docstring, with how deep they stand."""
    lines = (errors.__doc__ or "").splitlines()
    found = (re.match(r"    ((?:[│├└─ ]{3})*)(?:[├└]─ )?(\w+)", line) for line in lines)
    return {m[2]: (m.start(2) - 4) // 3 for m in found if m and m[2] in errors.__all__}


def test_the_tree_is_drawn_as_it_is() -> None:
    depth = {kind.__name__: len(kind.__mro__) - len(WamigrateError.__mro__) for kind in ALL}
    assert {**drawn(), "AnswerTooLarge": 3} == depth


def test_every_error_is_listed() -> None:
    assert {kind.__name__ for kind in ALL} <= set(errors.__all__)


@pytest.mark.parametrize("kind", ALL)
def test_the_docstring_is_the_message_where_none_is_given(kind: type[WamigrateError]) -> None:
    error = made(kind)
    assert error.message == str(error) == (kind.__doc__ or "").split("\n")[0]
    assert error.message.endswith(".")
    assert error.hint is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (WamigrateError, 1),
        (UsageError, 2),
        (ConfigError, 2),
        (OutcomeUnknown, 3),
        (PastNoReturn, 1),
        (NotSent, 1),
    ],
)
def test_each_family_has_its_exit_code(kind: type[WamigrateError], code: int) -> None:
    assert made(kind).exit_code == code


def test_a_given_message_and_hint_are_kept() -> None:
    error = UsageError("No such number.", hint="wamigrate status")
    assert (error.message, str(error), error.hint) == (
        "No such number.",
        "No such number.",
        "wamigrate status",
    )


def test_an_apis_error_says_which_api_and_what_it_answered() -> None:
    cloud = CloudError("no", status=400, code=100, subcode=33, details="why", transient=True)
    assert (cloud.api, cloud.status, cloud.code, cloud.subcode) == ("graph", 400, 100, 33)
    assert (cloud.details, cloud.transient, cloud.fbtrace_id) == ("why", True, None)
    onprem = OnPremError(status=401)
    assert (onprem.api, onprem.code, onprem.transient) == ("onprem", None, False)


def test_an_answer_that_is_too_large_may_have_had_its_effect() -> None:
    assert issubclass(AnswerTooLarge, MaybeSent)
    assert not issubclass(NotSent, MaybeSent)


def test_what_blocks_and_which_step_failed_are_kept() -> None:
    assert NotReady(blockers=["a", "b"]).blockers == ("a", "b")
    failed = StepFailed("no", step="recheck", found={"checks": []})
    assert (failed.step, failed.found, StepFailed(step="x").found) == ("recheck", {"checks": []}, {})
