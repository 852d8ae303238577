"""The type of a file from its first bytes: for uploads that do not name it, which On-Premises took."""

from __future__ import annotations

__all__ = ["sniffed"]

STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)
BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}


def sniffed(first: bytes) -> str | None:
    """The type, or None for bytes that could be anything."""
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "image/webp"
    if first[4:8] == b"ftyp":
        brand = first[8:12]
        return BRANDS.get(brand) or ("video/3gpp" if brand.startswith(b"3g") else "video/mp4")
    return next((kind for start, kind in STARTS if first.startswith(start)), None)
