"""Content of more than one kind in one message."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.extra_content import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize(
    "payload",
    [
        send("text", {"body": "hi"}),
        {"to": "1", "text": {"body": "hi"}},
        send("fax", {}, image={}),
        [],
        {"type": 5, "text": {}},
    ],
)
def test_one_content_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_the_type_says_which_one_stays() -> None:
    assert places(difference, {"type": "IMAGE", "text": {}, "hsm": {}, "image": {}}) == ["text", "hsm"]


def test_without_a_type_it_is_the_text() -> None:
    assert places(difference, {"to": "1", "text": {"body": "hi"}, "image": {}}) == ["image"]
