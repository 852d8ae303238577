"""What a customer may send through the control API, before either API puts it into its own shape."""

from __future__ import annotations

import base64
import binascii

from wamigrate.core.payload import Json, JsonObject

__all__ = ["INBOUND_TYPES", "MEDIA_TYPES", "checked", "media_bytes"]

MEDIA_TYPES = ("image", "video", "audio", "voice", "document", "sticker")
INBOUND_TYPES = (
    *MEDIA_TYPES,
    "text",
    "location",
    "contacts",
    "button",
    "interactive",
    "order",
    "reaction",
    "system",
    "unsupported",
    "unknown",
    "ephemeral",
)
MIME = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}


def checked(message: Json) -> JsonObject | str:
    """The message with defaults filled in, or what is wrong with it."""
    if not isinstance(message, dict):
        return "the body must be a JSON object"
    kind = message.get("type", "text")
    if kind not in INBOUND_TYPES:
        return f"type must be one of {', '.join(INBOUND_TYPES)}"
    if kind == "text" and not isinstance((message.get("text") or {}).get("body"), str):
        return "text.body is missing"
    found = {k: v for k, v in message.items() if k in (kind, "context", "referral")}
    if kind in MEDIA_TYPES:
        found[kind] = message.get(kind) or {}
    return {**found, "type": kind}


def media_bytes(kind: str, content: JsonObject) -> tuple[bytes, str]:
    """The bytes and their type; without `data_base64` a few bytes that differ by kind."""
    voice = kind == "audio" and content.get("voice")
    mime = str(content.get("mime_type") or MIME["voice" if voice else kind])
    try:
        data = base64.b64decode(content.get("data_base64") or "", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    return data or f"simulated {kind}".encode(), mime
