"""JSON as Graph writes it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wamigrate.sim import php

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


def test_slashes_and_everything_beyond_ascii_are_escaped() -> None:
    assert php.encode({"note": "café /"}) == b'{"note":"caf\\u00e9 \\/"}'
    assert php.encode({"url": "https://x/y"}) == b'{"url":"https:\\/\\/x\\/y"}'


@settings(derandomize=True, deadline=None, database=None)
@given(VALUES)
def test_it_stays_the_same_document_in_ascii(value: object) -> None:
    body = php.encode(value)
    assert json.loads(body) == value
    assert body.isascii()
    assert b"/" not in body.replace(b"\\/", b"")


def test_what_could_be_taken_for_a_page_or_an_address_is_escaped() -> None:
    assert php.encode({"a": "b@c 5% <d>"}) == b'{"a":"b\\u0040c 5\\u0025 \\u003cd>"}'
