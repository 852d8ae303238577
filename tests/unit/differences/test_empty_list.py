"""Templates with empty lists."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.empty_list import difference
from wamigrate.differences.samples import send, template

BODY = {"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}


@pytest.mark.parametrize("content", [template(BODY), template(), template({"type": "body"}), None])
def test_lists_with_something_in_them_stay(content: Json) -> None:
    assert places(difference, send("template", content)) == []


def test_only_the_empty_list_goes() -> None:
    sent = repaired(difference, send("template", template(BODY, {"type": "button", "parameters": []})))
    assert sent["template"]["components"] == [BODY, {"type": "button"}]
