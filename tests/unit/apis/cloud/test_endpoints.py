"""What may be uploaded to Cloud API."""

from __future__ import annotations

import pytest

from wamigrate.apis.cloud.endpoints import MEGABYTE, upload_limit, upload_type


@pytest.mark.parametrize(
    ("given", "bare", "limit"),
    [
        ("audio/ogg; codecs=opus", "audio/ogg", 16 * MEGABYTE),
        ("Image/JPEG", "image/jpeg", 5 * MEGABYTE),
        ("text/plain;charset=utf-8", "text/plain", 100 * MEGABYTE),
        ("application/zip", "application/zip", None),
    ],
)
def test_a_type_is_bare_and_has_a_limit(given: str, bare: str, limit: int | None) -> None:
    assert (bare, limit) == (upload_type(given), upload_limit(given))
