"""What the On-Premises API knows by name; everything else it ignores."""

from __future__ import annotations

__all__ = [
    "BUSINESS_PROFILE",
    "COMPLIANCE",
    "MEDIA_KINDS",
    "MEDIA_LIMITS",
    "MEDIA_TYPES",
    "MESSAGE_TYPES",
    "VERTICALS",
]

# The longest text that each field takes.
BUSINESS_PROFILE = {"address": 256, "description": 512, "email": 128, "vertical": 64, "websites": 256}
COMPLIANCE = (
    "entity_name",
    "entity_type",
    "entity_type_custom",
    "is_registered",
    "customer_care_details",
    "grievance_officer_details",
)
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
# Bytes that a message of each kind may carry, and the content types it takes (documents take any).
MEDIA_LIMITS = {
    "audio": 16_000_000,
    "document": 100_000_000,
    "image": 5_000_000,
    "sticker": 100_000,
    "video": 16_000_000,
}
MEDIA_TYPES = {
    "audio": ("audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", "audio/ogg"),
    "image": ("image/jpeg", "image/png"),
    "sticker": ("image/webp",),
    "video": ("video/mp4", "video/3gpp"),
}
