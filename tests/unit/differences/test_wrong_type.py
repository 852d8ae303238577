"""Values of another kind than Cloud API takes."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send
from wamigrate.differences.wrong_type import difference


def test_the_right_kinds_stay() -> None:
    assert places(difference, send("text", {"body": "hi"})) == []


@pytest.mark.parametrize(
    ("payload", "path", "code"), [([], "", 1025), (None, "", 1025), (send("text", "hi"), "text", 1009)]
)
def test_what_is_no_message_is_refused(payload: Json, path: str, code: int) -> None:
    assert places(difference, payload) == [path]
    assert findings(difference, payload)[0].code == code
