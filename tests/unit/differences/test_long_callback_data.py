"""Tags of an application that Cloud API cannot carry."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.long_callback_data import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("tag", ["x" * 512, "", None])
def test_a_tag_that_fits_stays(tag: Json) -> None:
    assert places(difference, send("text", {}, biz_opaque_callback_data=tag)) == []


@pytest.mark.parametrize("tag", ["x" * 513, 5, {"a": 1}])
def test_a_tag_that_does_not_fit_goes(tag: Json) -> None:
    assert "biz_opaque_callback_data" not in repaired(
        difference, send("text", {}, biz_opaque_callback_data=tag)
    )


def test_what_is_no_message_has_no_tag() -> None:
    assert places(difference, ["biz_opaque_callback_data"]) == []
