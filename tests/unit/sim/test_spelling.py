"""WhatsApp's spelling of numbers."""

from __future__ import annotations

import pytest

from wamigrate.sim.spelling import spellings, wa_id


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5511987654321", "5511987654321"),
        ("551187654321", "5511987654321"),
        ("5531987654321", "553187654321"),
        ("553187654321", "553187654321"),
        ("5528999990000", "5528999990000"),
        ("525512345678", "5215512345678"),
        ("5215512345678", "5215512345678"),
        ("541123456789", "5491123456789"),
        ("5491123456789", "5491123456789"),
    ],
)
def test_either_spelling_becomes_the_one_of_whatsapp(typed: str, expected: str) -> None:
    assert wa_id(typed) == expected


@pytest.mark.parametrize(
    "number",
    [
        "16505551234",
        "491511234567",
        "551132345678",  # a landline of São Paulo
        "553132345678",
        "55119",
        "52",
        "5201234567890",
        "54911234567890",
        "",
    ],
)
def test_other_numbers_are_left_alone(number: str) -> None:
    assert wa_id(number) == number
    assert spellings(number) == (number,)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("5531987654321", ("553187654321", "5531987654321")),
        ("551187654321", ("5511987654321", "551187654321")),
        ("525512345678", ("5215512345678", "525512345678")),
        ("5491123456789", ("5491123456789", "541123456789")),
    ],
)
def test_all_spellings_of_a_number_are_known_from_any_of_them(number: str, expected: tuple[str, str]) -> None:
    assert spellings(number) == expected
    assert {spellings(other) for other in expected} == {expected}
    assert {wa_id(other) for other in expected} == {expected[0]}
