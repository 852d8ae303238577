"""Phone numbers in any spelling; the short way to a country's pattern says what the long one says."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wamigrate.apis.phone import digits_of, is_international, is_plain
from wamigrate.core.payload import Json


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("16505550111", "16505550111"),
        ("+1 (650) 555-0111", "16505550111"),
        ("1.650.555.0111", "16505550111"),
        (16505550111, "16505550111"),
        ("007", "007"),
    ],
)
def test_digits_are_what_is_left_of_a_number(written: Json, digits: str) -> None:
    assert digits_of(written) == digits


@pytest.mark.parametrize(
    "written", ["", "+", "Ann", "1a", "++1", "1+1", "\u0661\u0662", 0, -1, 1.5, True, None, [], 10**20]
)
def test_what_is_no_number_has_none(written: Json) -> None:
    assert digits_of(written) is None


@pytest.mark.parametrize(
    "digits", ["16505550111", "5215512345678", "551187654321", "5491123456789", "8001234567890"[:11]]
)
def test_numbers_of_countries_and_whatsapp_s_own_spellings_are_international(digits: str) -> None:
    assert is_international(digits)


@pytest.mark.parametrize("digits", ["0171555", "1", "999123456", "165055501110", "123456789", ""])
def test_the_rest_is_not(digits: str) -> None:
    assert not is_international(digits)


@pytest.mark.parametrize("number", ["+16505550111", "+12345678", "+123456789012345"])
def test_a_plus_sign_and_digits_are_plain(number: str) -> None:
    assert is_plain(number)


@pytest.mark.parametrize(
    "number", ["16505550111", "+1234567", "+0123456789", "+1" * 8, "+1 650 555 0111", 16505550111, ""]
)
def test_anything_else_needs_a_longer_look(number: Json) -> None:
    assert not is_plain(number)


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(st.integers(min_value=10**6, max_value=10**13))
def test_what_the_library_calls_valid_is_international(number: int) -> None:
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return
    code = parsed.country_code or 0
    first = phonenumbers.region_code_for_country_code(code)
    as_written = f"{code}{parsed.national_number}" == str(number)
    if as_written and phonenumbers.is_valid_number_for_region(parsed, first):
        assert is_international(str(number))
