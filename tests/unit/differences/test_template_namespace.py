"""Templates with a namespace."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send, template
from wamigrate.differences.template_namespace import difference


@pytest.mark.parametrize("content", [template(), None, "namespace"])
def test_templates_without_a_namespace_stay(content: Json) -> None:
    assert places(difference, send("template", content)) == []


def test_even_an_empty_one_goes() -> None:
    assert places(difference, send("template", template(namespace=""))) == ["template.namespace"]
