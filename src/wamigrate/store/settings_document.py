"""The settings document of a number: On-Premises' defaults, and what was changed of them."""

from __future__ import annotations

import copy

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.store.memory import Memory

__all__ = ["DEFAULTS", "is_too_large", "load", "merge", "store", "without_url"]

KIND, NAME = "settings", "application"
DEEPEST, LARGEST = 16, 256_000
"""Levels and bytes of JSON; no setting of On-Premises has more than four levels."""
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


def merge(old: JsonObject, new: JsonObject, levels: int = DEEPEST) -> None:
    """As PATCH does: objects are merged, all else is replaced. What is nested too deeply becomes null."""
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            merge(old[key], value, levels - 1)
        else:
            old[key] = _bounded(value, levels - 1)


def _bounded(value: Json, levels: int) -> Json:
    if isinstance(value, dict):
        return {key: _bounded(inner, levels - 1) for key, inner in value.items()} if levels > 0 else None
    if isinstance(value, list):
        return [_bounded(inner, levels - 1) for inner in value] if levels > 0 else None
    return value


def without_url(document: JsonObject) -> JsonObject:
    """The same without the address of the webhook."""
    webhooks = document.get("webhooks")
    if not isinstance(webhooks, dict):
        return document
    return {**document, "webhooks": {key: value for key, value in webhooks.items() if key != "url"}}


def is_too_large(document: JsonObject) -> bool:
    """Whether it is more than a bridge keeps: an application may add whatever it wants, again and again."""
    return len(msgspec.json.encode(document)) > LARGEST
