"""Every documented answer of `register` has a row, and what is not documented is never a clear no."""

from __future__ import annotations

import re

import pytest

from tests.unit.migration.checks.fakes import cloud_error
from wamigrate.cli.main import COMMANDS
from wamigrate.migration.check import all_checks
from wamigrate.migration.register_answers import ROWS, UNLISTED, Row, row_for
from wamigrate.migration.state import State

STATES = {*(state.value for state in State), "probe"}

UNCLEAR = {1, 2, 131000, 131016, 131057, 133004, 2494100}
"""Answers after which the call may still be running at Meta."""


def title(row: Row) -> str:
    return f"{row.code}-{row.subcode}" if row.subcode else str(row.code)


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_each_row_is_found_by_its_own_code(row: Row) -> None:
    assert row_for(cloud_error(row.code, row.subcode)) is row


@pytest.mark.parametrize("row", [row for row in ROWS if row.subcode is None], ids=title)
def test_an_unknown_subcode_does_not_hide_the_code(row: Row) -> None:
    assert row_for(cloud_error(row.code, 987654)) is row


def test_no_code_stands_twice() -> None:
    keys = [(row.code, row.subcode) for row in ROWS]
    assert sorted(keys, key=str) == sorted(set(keys), key=str)


@pytest.mark.parametrize("row", [*ROWS, UNLISTED], ids=title)
def test_each_row_says_what_happened_and_what_to_do(row: Row) -> None:
    assert row.state in STATES
    assert row.told.endswith(".")
    assert row.todo.format(number="main")
    for command in re.findall(r"wamigrate (\w+) main", row.todo.format(number="main")):
        assert command in COMMANDS
    for check in re.findall(r"--only ([\w-]+)", row.todo):
        assert check in {one.name for one in all_checks()}


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_only_a_clear_answer_need_not_be_waited_out(row: Row) -> None:
    assert row.clear is (row.code not in UNCLEAR)


def test_a_wrong_pin_is_known_to_take_the_number_down() -> None:
    row = row_for(cloud_error(133005))
    assert (row.state, row.clear) == ("S3", True)
    assert "wamigrate recover {number}" in row.todo


@pytest.mark.parametrize("code", [201, 250, 299])
def test_the_family_of_permission_errors_has_one_row(code: int) -> None:
    assert row_for(cloud_error(code)).code == 200


@pytest.mark.parametrize("code", [199, 300, 424242, -1])
def test_what_is_not_documented_is_settled_by_looking(code: int) -> None:
    row = row_for(cloud_error(code))
    assert (row, row.clear, row.state) == (UNLISTED, False, "S1")


def test_an_error_without_a_code_is_settled_by_looking() -> None:
    error = cloud_error(1)
    error.code = None
    assert row_for(error) is UNLISTED
