"""A medium with neither an ID nor a link."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.missing_medium import difference
from wamigrate.differences.samples import send, template


@pytest.mark.parametrize("medium", [{"id": "1"}, {"link": "x"}, {"id": 0}, None, "x"])
def test_a_medium_that_is_named_stays(medium: Json) -> None:
    assert places(difference, send("image", medium)) == []


def test_an_empty_medium_is_found_in_a_template_too() -> None:
    empty = {"type": "header", "parameters": [{"type": "image", "image": {"id": "", "link": None}}]}
    assert places(difference, send("template", template(empty))) == [
        "template.components[0].parameters[0].image"
    ]
