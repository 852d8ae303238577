"""Checksums of media: only real ones are written anew."""

from __future__ import annotations

import pytest

from tests.unit.differences.ask import asked, edited
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction
from wamigrate.differences.media_hash import IN_BASE64, IN_HEX, difference
from wamigrate.differences.samples import callback


def image(sha256: Json) -> Json:
    return callback(type="image", image={"id": "1", "sha256": sha256})


def test_hexadecimal_is_left_alone_for_on_premises_and_base64_for_cloud() -> None:
    assert asked(difference, Direction.TO_ONPREM, image(IN_HEX)) == []
    assert asked(difference, Direction.TO_CLOUD, image(IN_BASE64)) == []


def test_base64_without_its_padding_is_read_too() -> None:
    bare = image(IN_BASE64.rstrip("="))
    assert edited(difference, Direction.TO_ONPREM, bare) == image(IN_HEX)


@pytest.mark.parametrize("given", ["", "SHA", "not base64!", "é" * 43, "QUJD"])
def test_what_is_no_checksum_stays_and_is_noted(given: str) -> None:
    (found,) = asked(difference, Direction.TO_ONPREM, image(given))
    assert found.edits == ()
