"""Recipients without a plus sign, or with spaces in between."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.recipient_spelling import difference
from wamigrate.differences.samples import send

HELLO = {"body": "hi"}


@pytest.mark.parametrize("to", ["+16505550111", None, "", "Ann", True, ["1"], "0650555", "123456"])
def test_a_full_number_and_what_is_none_stay(to: Json) -> None:
    assert places(difference, send("text", HELLO, to=to)) == []


def test_groups_have_no_numbers() -> None:
    assert places(difference, send("text", HELLO, to="16505550111-1", recipient_type="group")) == []


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("5215512345678", "+5215512345678"),
        ("551187654321", "+551187654321"),
        ("+999 12345678", "+99912345678"),
        ("0171 555 0111", "01715550111"),
        (16505550111, "+16505550111"),
    ],
)
def test_only_digits_are_left_and_a_plus_sign_where_they_are_international(written: Json, sent: str) -> None:
    assert repaired(difference, send("text", HELLO, to=written))["to"] == sent
