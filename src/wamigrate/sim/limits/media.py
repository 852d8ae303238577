"""Limits of media on both sides."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["MEDIA"]

MEDIA = (
    Limit(
        "Upload before registration",
        How.UNSURE,
        "Media can be uploaded to Cloud API while the number is not registered there yet.",
        "options.media_before_register",
    ),
    Limit(
        "Hosts from which nothing is fetched",
        How.SIMPLIFIED,
        "No link is fetched; a link to a host of the list makes the message fail afterwards with 131053.",
        "options.blocked_media_hosts",
    ),
    Limit(
        "Sizes of uploads",
        How.UNSURE,
        "The documented sizes are enforced at upload (131053), except that stickers may have 5 MB.",
    ),
    Limit(
        "Bytes of media",
        How.SIMPLIFIED,
        "Only the declared type and the size count; nobody looks whether the bytes are a picture or a codec.",
    ),
    Limit(
        "Media address without token",
        How.UNSURE,
        "Fetching without the bearer token is answered with 401 and no body.",
    ),
)
