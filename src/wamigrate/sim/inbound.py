"""What a customer may send through the control API, before either API puts it into its own shape.

The words are Cloud API's, which has the longer list, and On-Premises' `voice`. What an API does not know
reaches it as it would from a phone: as an unknown or unsupported message.
"""

from __future__ import annotations

import base64
import binascii
import difflib
from typing import Any

from wamigrate.core.payload import Json, JsonObject

__all__ = ["INBOUND_TYPES", "MEDIA_TYPES", "checked", "media_bytes"]

MEDIA_TYPES = ("image", "video", "audio", "voice", "document", "sticker")
# What each type cannot do without: (key of its content, type of the value).
NEEDED: dict[str, tuple[tuple[str, type | tuple[type, ...]], ...]] = {
    "text": (("body", str),),
    "location": (("latitude", (int, float)), ("longitude", (int, float))),
    "button": (("text", str),),
    "interactive": (("type", str),),
    "order": (("product_items", list),),
    "reaction": (),
    "system": (("type", str),),
}
INBOUND_TYPES = (*MEDIA_TYPES, *NEEDED, "contacts", "ephemeral", "request_welcome", "unknown", "unsupported")
BESIDE = ("context", "referral", "errors")
# Part of a webhook's message: the network fills them in itself.
OURS = ("from", "id", "timestamp", "to", "messaging_product", "recipient_type")
MIME = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}
MAX_MEDIA = 100_000_000


def checked(message: Json) -> JsonObject | str:
    """The message with defaults filled in, or what is wrong with it."""
    if not isinstance(message, dict):
        return "the body must be a JSON object"
    kind = message.get("type", "text")
    if kind not in INBOUND_TYPES:
        return f"type must be one of {', '.join(INBOUND_TYPES)}"
    wrong = _unknown_key(message, kind) or _wrong_content(message, kind) or _wrong_beside(message)
    if wrong:
        return wrong
    found = {k: v for k, v in message.items() if k in (kind, *BESIDE)}
    if kind in MEDIA_TYPES:
        found[kind] = message.get(kind) or {}
    if "message_id" in found.get("context", {}):
        # As a business would write it when it sends a reply.
        found["context"] = {"id" if k == "message_id" else k: v for k, v in found["context"].items()}
    return {**found, "type": kind}


def _unknown_key(message: JsonObject, kind: str) -> str | None:
    known = ("type", kind, *BESIDE)
    stranger = next((k for k in message if k not in known and k not in OURS), None)
    if stranger is None:
        return None
    close = difflib.get_close_matches(stranger, known, n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return f"unknown key '{stranger}' in a message of type {kind}.{hint}"


def _wrong_content(message: JsonObject, kind: str) -> str | None:
    content = message.get(kind)
    if kind == "contacts":
        return None if isinstance(content, list) and content else "contacts must be a list of contacts"
    if content is not None and not isinstance(content, dict):
        return f"{kind} must be an object"
    for key, expected in NEEDED.get(kind, ()):
        value = (content or {}).get(key)
        if value is None:
            return f"{kind}.{key} is missing"
        if not isinstance(value, expected) or isinstance(value, bool):
            return f"{kind}.{key} has the wrong type"
    return _wrong_media(content or {}) if kind in MEDIA_TYPES else None


def _wrong_media(content: JsonObject) -> str | None:
    given: Any = content.get("data_base64")
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > MAX_MEDIA * 4 // 3 + 4:
        return "data_base64 must be base64 of at most 100 MB"
    try:
        base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        return "data_base64 is not base64"
    return None


def _wrong_beside(message: JsonObject) -> str | None:
    for key, expected in (("context", dict), ("referral", dict), ("errors", list)):
        if key in message and not isinstance(message[key], expected):
            return f"{key} must be {'a list' if expected is list else 'an object'}"
    return None


def media_bytes(kind: str, content: JsonObject) -> tuple[bytes, str]:
    """The bytes and their type; without `data_base64` a few bytes that differ by kind."""
    voice = kind == "audio" and content.get("voice")
    mime = str(content.get("mime_type") or MIME["voice" if voice else kind])
    data = base64.b64decode(content.get("data_base64") or "")
    return data or f"simulated {kind}".encode(), mime
