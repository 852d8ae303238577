"""Which files may be uploaded, and which not."""

from __future__ import annotations

from tests.unit.differences.ask import asked
from wamigrate.differences.difference import Direction
from wamigrate.differences.upload_type import difference

WAY = Direction.TO_CLOUD


def test_a_picture_is_left_alone_and_so_is_what_has_no_type() -> None:
    assert asked(difference, WAY, {"type": "image/png", "size": 5_000_000}) == []
    assert asked(difference, WAY, {"size": 5}) == []


def test_a_refused_upload_has_the_error_that_on_premises_would_give() -> None:
    refused = asked(difference, WAY, {"type": "audio/wav"}) + asked(
        difference, WAY, {"type": "audio/ogg; codecs=opus", "size": 17_000_000}
    )
    assert [f.code for f in refused] == [1009, 1009, None]
