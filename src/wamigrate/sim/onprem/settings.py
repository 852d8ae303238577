"""Application settings of a deployment: defaults, what each field may be, and how a change is merged."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.onprem.errors import wrong
from wamigrate.sim.webhooks import acceptable_endpoint

__all__ = ["AUTO_DOWNLOAD", "SETTINGS", "check_settings", "default_settings", "merge", "whole_number"]

AUTO_DOWNLOAD = ("image", "document", "audio", "video", "voice", "sticker")
CONCURRENT = (6, 12, 18, 24)
SETTINGS: dict[str, type] = {
    "axolotl_context_striping_disabled": bool,
    "callback_backoff_delay_ms": int,
    "callback_persist": bool,
    "db_garbagecollector_enable": bool,
    "garbagecollector_enable": dict,
    "heartbeat_interval": int,
    "log_level": str,
    "max_callback_backoff_delay_ms": int,
    "media": dict,
    "notify_user_change_number": bool,
    "on_call_pager": str,
    "pass_through": bool,
    "sent_status": bool,
    "show_security_notifications": bool,
    "skip_referral_media_download": bool,
    "unhealthy_interval": int,
    "verbose_logging": bool,
    "webhook_payload_conversation_pricingmodel_disabled": bool,
    "webhooks": dict,
}


def default_settings(wa_id: str, webhook_url: str) -> JsonObject:
    """`settings.application` of a fresh deployment."""
    return {
        "callback_backoff_delay_ms": 3000,
        "callback_persist": True,
        "garbagecollector_enable": {"media": False, "messages": True},
        "heartbeat_interval": 5,
        "max_callback_backoff_delay_ms": 900000,
        "media": {"auto_download": ["image", "video", "voice", "sticker", "audio", "document"]},
        "notify_user_change_number": True,
        "pass_through": False,
        "sent_status": False,
        "show_security_notifications": False,
        "unhealthy_interval": 30,
        "wa_id": wa_id,
        "webhooks": {
            "url": webhook_url,
            "max_concurrent_requests": 6,
            "message": {"sent": False, "delivered": True, "read": True},
        },
        "verbose_logging": False,
        "log_level": "info",
    }


def check_settings(patch: JsonObject, now: JsonObject, version: tuple[int, ...]) -> None:
    """Refuse a change that cannot be; numbers may come as text, null means no change."""
    for name, value in patch.items():
        wanted = SETTINGS.get(name)
        if wanted is not None and value is not None:
            _check_type(name, value, wanted)
    _check_webhooks(patch.get("webhooks") or {})
    kinds = (patch.get("media") or {}).get("auto_download")
    if kinds is not None and not (isinstance(kinds, list) and all(k in AUTO_DOWNLOAD for k in kinds)):
        raise wrong("media.auto_download", f"must be an array of {', '.join(AUTO_DOWNLOAD)}")
    if patch.get("pass_through") is True and not now["pass_through"] and version >= (2, 35):
        raise wrong("pass_through", "can no longer be switched on")


def merge(old: JsonObject, new: JsonObject) -> None:
    """Put the change into the settings; absent and null fields stay as they are."""
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            merge(old[key], value)
        elif value is not None:
            old[key] = value


def whole_number(value: Any, default: int) -> int:
    """A number of the settings, which may have come as text."""
    return int(value) if isinstance(value, int) or str(value).isdigit() else default


def _check_type(name: str, value: Any, wanted: type) -> None:
    if wanted is int:
        fits = (isinstance(value, int) and not isinstance(value, bool) and value >= 0) or (
            isinstance(value, str) and value.isdecimal() and len(value) < 12
        )
    else:
        fits = isinstance(value, wanted)
    if not fits:
        raise wrong(name, "has the wrong type")


def _check_webhooks(webhooks: JsonObject) -> None:
    url, most = webhooks.get("url"), webhooks.get("max_concurrent_requests")
    if url not in (None, "") and not (isinstance(url, str) and acceptable_endpoint(url)):
        raise wrong("webhooks.url", "must be an HTTPS address")
    if most is not None and whole_number(most, 0) not in CONCURRENT:
        raise wrong("webhooks.max_concurrent_requests", "must be 6, 12, 18 or 24")
    message = webhooks.get("message")
    if message is not None and not (
        isinstance(message, dict) and all(isinstance(v, bool) for v in message.values())
    ):
        raise wrong("webhooks.message", "must hold sent, delivered and read as booleans")
