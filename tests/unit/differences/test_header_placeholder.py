"""Headers that name more than they show."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.header_placeholder import difference
from wamigrate.differences.samples import interactive, send, template


@pytest.mark.parametrize(
    "header",
    [
        {"type": "text", "text": "A"},
        {"type": "image", "image": {"id": "1"}},
        {"image": {}},
        {"type": "fax", "text": ""},
        None,
    ],
)
def test_a_header_of_one_kind_stays(header: Json) -> None:
    assert places(difference, send("interactive", interactive("button", {}, header=header))) == []


def test_what_is_not_empty_was_never_shown_either() -> None:
    header = {"type": "TEXT", "text": "A", "video": {"id": "1"}}
    sent = repaired(difference, send("interactive", interactive("button", {}, header=header)))
    assert sent["interactive"]["header"] == {"type": "TEXT", "text": "A"}


def test_the_text_beside_a_parameter_of_another_kind_is_for_other_rules() -> None:
    body = {"type": "body", "parameters": [{"type": "payload", "payload": "YES", "text": "A", "image": {}}]}
    found = places(difference, send("template", template(body)))
    assert found == ["template.components[0].parameters[0].image"]
