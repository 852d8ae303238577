"""What the On-Premises API knows by name; everything else it ignores."""

from __future__ import annotations

from typing import Any

__all__ = ["BUSINESS_PROFILE", "MEDIA_KINDS", "MESSAGE_TYPES", "SETTINGS", "VERTICALS"]

NUMBER_OR_TEXT = (int, str)
SETTINGS: dict[str, Any] = {
    "callback_backoff_delay_ms": NUMBER_OR_TEXT,
    "callback_persist": bool,
    "db_garbagecollector_enable": bool,
    "garbagecollector_enable": dict,
    "heartbeat_interval": int,
    "log_level": str,
    "max_callback_backoff_delay_ms": NUMBER_OR_TEXT,
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
# The longest text that each field takes.
BUSINESS_PROFILE = {"address": 256, "description": 512, "email": 128, "vertical": 64, "websites": 256}
VERTICALS = (
    "Automotive",
    "Beauty, Spa and Salon",
    "Clothing and Apparel",
    "Education",
    "Entertainment",
    "Event Planning and Service",
    "Finance and Banking",
    "Food and Grocery",
    "Public Service",
    "Hotel and Lodging",
    "Medical and Health",
    "Non-profit",
    "Professional Services",
    "Shopping and Retail",
    "Travel and Transportation",
    "Restaurant",
    "Other",
)
MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")
MESSAGE_TYPES = (*MEDIA_KINDS, "text", "location", "contacts", "template", "hsm", "interactive")
