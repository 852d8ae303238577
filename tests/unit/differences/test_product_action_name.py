"""Product messages whose action has a name."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.product_action_name import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize(
    "content",
    [
        interactive("catalog_message", {"name": "catalog_message"}),
        interactive("product", {}),
        interactive("product", None),
    ],
)
def test_actions_that_need_a_name_keep_it(content: Json) -> None:
    assert places(difference, send("interactive", content)) == []


def test_a_product_list_has_none_either() -> None:
    message = send("interactive", interactive("product_list", {"name": "View", "sections": []}))
    assert repaired(difference, message)["interactive"]["action"] == {"sections": []}
