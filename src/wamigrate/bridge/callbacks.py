"""Callbacks that the bridge writes itself, in On-Premises' own words."""

from __future__ import annotations

import time

import msgspec

from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.seams import Notice
from wamigrate.bridge.translating import CALLBACK
from wamigrate.core.payload import JsonObject

__all__ = ["MEDIA_ERROR", "failed_callback"]

MEDIA_ERROR: JsonObject = {
    "code": 400,
    "title": "Media download error",
    "details": "Failed to download the media from the sender.",
}


def failed_callback(message_id: str, recipient: str, refused: Refused) -> Notice:
    """A `failed` status with an error that is On-Premises' already."""
    status: JsonObject = {
        "errors": [refused.error()],
        "id": message_id,
        "message": {"recipient_id": recipient},
        "recipient_id": recipient,
        "status": "failed",
        "timestamp": str(int(time.time())),
        "type": "message",
    }
    return Notice(CALLBACK, msgspec.json.encode({"statuses": [status]}))
