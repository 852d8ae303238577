"""Headers and footers that say nothing."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.empty_part import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize(
    "content",
    [
        interactive("button", {}, header={"type": "text", "text": "A"}, footer={"text": "b"}),
        interactive("button", {}, body={"text": ""}),
        interactive("button", {}, header={"type": "image", "image": {}}),
        interactive("button", {}, header="x", footer=[]),
        None,
    ],
)
def test_what_says_something_or_must_say_something_stays(content: Json) -> None:
    assert places(difference, send("interactive", content)) == []


def test_a_product_needs_no_body() -> None:
    sent = repaired(difference, send("interactive", interactive("product", {}, body={"text": ""}, footer={})))
    assert sent["interactive"] == {"type": "product", "action": {}}
