"""Errors about our own access stay with the operator."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.differences.account_error import difference
from wamigrate.differences.difference import Direction

WAY = Direction.TO_ONPREM


def test_errors_of_the_account_are_left_alone() -> None:
    assert asked(difference, WAY, {"errors": [{"code": 130429}, {"code": 131005}, {}]}) == []


def test_of_several_errors_only_those_about_our_access_go() -> None:
    errors = [{"code": 0}, {"code": 130429}, {"code": 190}]
    assert edited(difference, WAY, {"errors": errors}) == {"errors": [{"code": 130429}]}
