"""What identifies a customer or opens a door does not leave; what support asks for stays."""

from __future__ import annotations

import pytest

from tests.unit.migration.story import NUMBER, PNID, WABA
from wamigrate.migration.masking import masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"Object {PNID} in WABA {WABA}",
        "app 670843887433847, code 133016, subcode 2388001",
        "2026-01-05T09:00:00.123Z",
        "+12 ms, +05:30, 3.11 to 4.41 s",
        "SHA-256 9f2c12345678901aaaa",
        "https://hooks.example.com/cloud",
        "TIER_100K",
    ],
)
def test_ids_times_and_addresses_stay_as_they_are(text: str) -> None:
    assert masked(text, NUMBER) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Both sides say +16505550100.", "Both sides say …0100."),
        ("called +1 650-555-0100 twice", "called …0100 twice"),
        ("+49 (151) 2345678", "…5678"),
        ("On-Premises 5511987654321, Meta 551187654321", "On-Premises …4321, Meta …4321"),
        ("to 16505550177", "to …0177"),
    ],
)
def test_phone_numbers_keep_their_last_four_digits(text: str, left: str) -> None:
    assert masked(text, NUMBER) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("override https://h.example/cloud?key=s3cret, set", "override https://h.example/cloud set"),
        ("https://user:s3cret@h.example/x", "https://h.example/x"),
        ("https://h.example/x#s3cret", "https://h.example/x"),
    ],
)
def test_addresses_lose_login_query_and_fragment(text: str, left: str) -> None:
    assert masked(text, NUMBER) == left


def test_it_reaches_into_documents_and_leaves_their_shape() -> None:
    document = {"a": ["+16505550100", 16505550100, None, True], "b": {"c": "16505550177"}}
    assert masked(document, NUMBER) == {"a": ["…0100", 16505550100, None, True], "b": {"c": "…0177"}}
