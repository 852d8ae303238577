"""File names where none are read."""

from __future__ import annotations

from tests.unit.differences.sends import places
from wamigrate.differences.ignored_filename import difference
from wamigrate.differences.samples import send, template


def test_a_document_keeps_its_name() -> None:
    assert places(difference, send("document", {"id": "1", "filename": "a.pdf"})) == []


def test_an_image_of_a_template_has_none() -> None:
    header = {"type": "header", "parameters": [{"type": "image", "image": {"id": "1", "filename": "a.jpg"}}]}
    found = places(difference, send("template", template(header)))
    assert found == ["template.components[0].parameters[0].image.filename"]
