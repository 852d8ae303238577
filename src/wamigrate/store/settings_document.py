"""The settings document of a number: On-Premises' defaults, and what was changed of them."""

from __future__ import annotations

import copy

from wamigrate.core.payload import JsonObject
from wamigrate.store.memory import Memory

__all__ = ["DEFAULTS", "load", "merge", "store"]

KIND, NAME = "settings", "application"
DEFAULTS: JsonObject = {
    "callback_backoff_delay_ms": 3000,
    "callback_persist": True,
    "heartbeat_interval": 5,
    "max_callback_backoff_delay_ms": 900000,
    "media": {"auto_download": ["image", "document", "audio", "video", "voice", "sticker"]},
    "on_call_pager": "",
    "pass_through": True,
    "sent_status": False,
    "unhealthy_interval": 30,
    "webhooks": {"max_concurrent_requests": 6},
}


async def load(memory: Memory, phone_number_id: str) -> JsonObject:
    """The document; the defaults where nothing was ever said."""
    settings = copy.deepcopy(DEFAULTS)
    merge(settings, await memory.get(phone_number_id, KIND, NAME) or {})
    return settings


async def store(memory: Memory, phone_number_id: str, document: JsonObject | None) -> None:
    """Keeps the document; None forgets it."""
    if document is None:
        await memory.forget(phone_number_id, KIND, NAME)
    else:
        await memory.put(phone_number_id, KIND, NAME, document)


def merge(old: JsonObject, new: JsonObject) -> None:
    """As PATCH does: objects are merged, everything else is replaced."""
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            merge(old[key], value)
        else:
            old[key] = value
