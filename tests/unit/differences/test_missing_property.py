"""Properties that Cloud API needs."""

from __future__ import annotations

from tests.unit.differences.sends import places
from wamigrate.differences.missing_property import difference
from wamigrate.differences.samples import send


def test_what_is_complete_stays() -> None:
    assert places(difference, send("text", {"body": "hi"})) == []


def test_everything_that_is_missing_is_named() -> None:
    assert places(difference, send("template", {"language": {}})) == [
        "template.name",
        "template.language.code",
    ]
