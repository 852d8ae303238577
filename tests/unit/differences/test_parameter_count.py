"""More or fewer parameters than the template has variables."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.parameter_count import difference
from wamigrate.differences.samples import send, template

ANN = {"type": "text", "text": "Ann"}


def facts(**known: Json) -> Facts:
    return Facts(templates={("order_ready", "en_US"): Template("order_ready", "en_US", **known)})


@pytest.mark.parametrize("known", [{"body_parameters": 1, "header_parameters": 0}, {}])
def test_as_many_as_there_are_variables_stay(known: dict[str, Json]) -> None:
    message = send("template", template({"type": "body", "parameters": [ANN]}))
    assert places(difference, message, facts(**known)) == []
    assert places(difference, message) == []


def test_a_missing_body_is_named_at_the_components() -> None:
    assert places(difference, send("template", template()), facts(body_parameters=1)) == [
        "template.components"
    ]


def test_a_header_s_variables_count_too_unless_it_is_a_medium() -> None:
    header = send("template", template({"type": "HEADER", "parameters": [ANN]}))
    assert places(difference, header, facts(header_parameters=0)) == ["template.components[0]"]
    assert places(difference, header, facts(header_parameters=0, header_format="IMAGE")) == []
