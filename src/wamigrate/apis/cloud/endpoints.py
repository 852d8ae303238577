"""What other endpoints of Cloud API take: the business profile, and uploads of media.

Source: Meta, Cloud API, "Business profiles" and "Media"; the list of types is the one that its refusals show.
"""

from __future__ import annotations

from wamigrate.apis.shape import Shape, anything, many, obj, text

__all__ = ["ABOUT", "MEGABYTE", "PROFILE", "TWO_STEP", "UPLOAD_LIMITS", "upload_limit", "upload_type"]

MEGABYTE = 1024 * 1024
_MESSAGING_PRODUCT = anything()

PROFILE: Shape = obj(
    {
        "messaging_product": _MESSAGING_PRODUCT,
        "about": text(139),
        "address": text(256, least=0),
        "description": text(512, least=0),
        "email": text(128, least=0),
        "vertical": text(least=0),
        "websites": many(text(256), 0, 2),
        "profile_picture_handle": text(),
    }
)
ABOUT: Shape = obj({"messaging_product": _MESSAGING_PRODUCT, "about": text(139, required=True)})
TWO_STEP: Shape = obj({"pin": text(6, least=6, required=True)})

_OFFICE = "application/vnd.openxmlformats-officedocument."
UPLOAD_LIMITS: dict[str, int] = {
    **dict.fromkeys(
        ("audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"), 16 * MEGABYTE
    ),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * MEGABYTE),
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * MEGABYTE),
    "image/webp": 512_000,
    **dict.fromkeys(
        (
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}wordprocessingml.document",
            f"{_OFFICE}presentationml.presentation",
            f"{_OFFICE}spreadsheetml.sheet",
            "text/plain",
        ),
        100 * MEGABYTE,
    ),
}
"""Type of an upload → its most bytes. Every other type is refused."""


def upload_type(content_type: str) -> str:
    """The bare type, as Cloud API wants it: without `charset` and `codecs`."""
    return content_type.partition(";")[0].strip().lower()


def upload_limit(content_type: str) -> int | None:
    """The most bytes an upload of this type may have; None for a type that is refused."""
    return UPLOAD_LIMITS.get(upload_type(content_type))
