"""Link previews are switched on in another place."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send
from wamigrate.differences.top_level_preview_url import difference


@pytest.mark.parametrize(
    "payload",
    [
        send("text", {"body": "hi", "preview_url": True}),
        send("text", "hi", preview_url=True),
        send("text", {}, preview_url=True),
    ],
)
def test_what_stands_in_the_text_already_stays(payload: Json) -> None:
    assert places(difference, payload) == []


@pytest.mark.parametrize(
    ("given", "shown"), [(True, True), ("TRUE", True), ("no", False), (1, False), (False, False)]
)
def test_only_true_is_true(given: Json, shown: bool) -> None:
    sent = repaired(difference, send("text", {"body": "hi"}, preview_url=given))
    assert sent["text"]["preview_url"] is shown
    assert "preview_url" not in sent


def test_null_says_nothing() -> None:
    sent = repaired(difference, send("text", {"body": "hi", "preview_url": True}, preview_url=None))
    assert sent["text"]["preview_url"] is True
