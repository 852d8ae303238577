"""Lists that are too long."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.too_many_rows import difference


def sections(*given: Json) -> Json:
    return send("interactive", interactive("list", {"button": "Choose", "sections": list(given)}))


@pytest.mark.parametrize(
    "payload", [sections({"rows": [{}] * 10}), sections({"rows": None}, "x"), send("interactive", None)]
)
def test_ten_rows_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_thirty_products_are_the_most() -> None:
    found = findings(difference, sections({"product_items": [{}] * 30}, {"product_items": [{}]}))
    assert [f.path for f in found] == [("interactive", "action", "sections")]
