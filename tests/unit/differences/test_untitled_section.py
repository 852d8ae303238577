"""Sections without a title where there are several."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.untitled_section import difference


def sections(*given: Json) -> Json:
    return send("interactive", interactive("list", {"button": "Choose", "sections": list(given)}))


@pytest.mark.parametrize(
    "payload", [sections({}), sections({"title": "A"}, {"title": "B"}), sections("x", "y")]
)
def test_titles_that_are_there_or_need_not_be_are_left_alone(payload: Json) -> None:
    assert places(difference, payload) == []


def test_each_section_without_a_title_is_named() -> None:
    found = places(difference, sections({"title": ""}, {"title": None}))
    assert found == ["interactive.action.sections[0].title", "interactive.action.sections[1].title"]
