"""Captions where none are shown."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.differences.ignored_caption import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_caption_that_is_shown_stays(kind: str) -> None:
    assert places(difference, send(kind, {"id": "1", "caption": "a"})) == []


def test_a_header_shows_no_caption() -> None:
    header = {"type": "image", "image": {"id": "1", "caption": "a"}}
    message = send("interactive", interactive("button", {}, header=header))
    assert places(difference, message) == ["interactive.header.image.caption"]
