"""Headers of a kind that the message cannot have."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.unfit_header import difference

IMAGE = {"type": "image", "image": {"id": "1"}}


def message(kind: str, header: Json) -> Json:
    return send("interactive", interactive(kind, {}, header=header))


@pytest.mark.parametrize(
    "payload",
    [
        message("button", IMAGE),
        message("list", {"type": "text", "text": "A"}),
        message("fax", IMAGE),
        message("list", {"text": "A"}),
        message("list", None),
    ],
)
def test_a_header_that_fits_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_list_may_go_without_its_image_and_a_product_list_may_not() -> None:
    (of_list,) = findings(difference, message("list", IMAGE))
    (of_products,) = findings(difference, message("product_list", IMAGE))
    assert (of_list.fix, of_products.fix, of_list.code) == ("unsafe", None, 2036)


@pytest.mark.parametrize(
    "header", [{"type": "text"}, {"type": "text", "text": " "}, {"type": "image", "image": {}}]
)
def test_a_header_must_have_what_it_says(header: Json) -> None:
    (finding,) = findings(difference, message("button", header))
    assert (finding.safety, finding.code) == (MANUAL, 1008)
