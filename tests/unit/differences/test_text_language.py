"""A template's language as a plain text."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send, template
from wamigrate.differences.text_language import difference


@pytest.mark.parametrize("language", [{"code": "en"}, None, "", 5])
def test_what_is_no_code_stays(language: Json) -> None:
    assert places(difference, send("template", template(language=language))) == []


def test_only_the_language_is_touched() -> None:
    assert places(difference, send("template", template(language="de"))) == ["template.language"]
