"""The type of a file from its first bytes."""

from __future__ import annotations

import pytest

from wamigrate.bridge.sniff import sniffed


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4", "video/3gpp"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"hello", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_beginning(first: bytes, kind: str | None) -> None:
    assert sniffed(first) == kind
