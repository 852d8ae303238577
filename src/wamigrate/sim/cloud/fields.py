"""What Cloud API knows by name; everything else it refuses.

A schema is a dict from key to what stands under it: `ANY` (a value), a dict (an object) or a list with one
schema (an array of such objects).
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ANY",
    "MESSAGE_TYPES",
    "PROFILE",
    "PROFILE_VERTICALS",
    "REGIONS",
    "TOP_LEVEL",
    "TYPE_SCHEMAS",
    "UPLOAD_LIMITS",
]

ANY: Any = None
Schema = dict[str, Any]

MEDIA: Schema = {"id": ANY, "link": ANY}
CAPTIONED: Schema = {**MEDIA, "caption": ANY}
DOCUMENT: Schema = {**CAPTIONED, "filename": ANY}

HEADER: Schema = {
    "type": ANY,
    "text": ANY,
    "image": MEDIA,
    "video": MEDIA,
    "document": {**MEDIA, "filename": ANY},
    "sub_text": ANY,
}
ACTION: Schema = {
    "button": ANY,
    "buttons": [{"type": ANY, "reply": {"id": ANY, "title": ANY}}],
    "cards": ANY,
    "catalog_id": ANY,
    "name": ANY,
    "parameters": ANY,
    "product_retailer_id": ANY,
    "sections": [
        {
            "title": ANY,
            "rows": [{"id": ANY, "title": ANY, "description": ANY}],
            "product_items": [{"product_retailer_id": ANY}],
        }
    ],
}
INTERACTIVE: Schema = {
    "type": ANY,
    "header": HEADER,
    "body": {"text": ANY},
    "footer": {"text": ANY},
    "action": ACTION,
}
PARAMETER: Schema = {
    "type": ANY,
    "parameter_name": ANY,
    "text": ANY,
    "payload": ANY,
    "coupon_code": ANY,
    "action": ANY,
    "currency": {"fallback_value": ANY, "code": ANY, "amount_1000": ANY},
    "date_time": {
        "fallback_value": ANY,
        "day_of_week": ANY,
        "day_of_month": ANY,
        "year": ANY,
        "month": ANY,
        "hour": ANY,
        "minute": ANY,
        "calendar": ANY,
        "timestamp": ANY,
    },
    "image": MEDIA,
    "video": MEDIA,
    "document": {**MEDIA, "filename": ANY},
    "location": {"latitude": ANY, "longitude": ANY, "name": ANY, "address": ANY},
    "limited_time_offer": ANY,
    "order_status": ANY,
    "product": ANY,
    "tap_target_configuration": ANY,
}
COMPONENT: Schema = {"type": ANY, "sub_type": ANY, "index": ANY, "parameters": [PARAMETER], "cards": ANY}
TEMPLATE: Schema = {"name": ANY, "language": {"code": ANY, "policy": ANY}, "components": [COMPONENT]}
CONTACT: Schema = {
    "addresses": ANY,
    "birthday": ANY,
    "emails": [{"email": ANY, "type": ANY}],
    "name": {
        "formatted_name": ANY,
        "first_name": ANY,
        "last_name": ANY,
        "middle_name": ANY,
        "suffix": ANY,
        "prefix": ANY,
    },
    "org": {"company": ANY, "department": ANY, "title": ANY},
    "phones": [{"phone": ANY, "type": ANY, "wa_id": ANY}],
    "urls": [{"url": ANY, "type": ANY}],
}
TYPE_SCHEMAS: dict[str, Any] = {
    "audio": {**MEDIA, "voice": ANY},
    "contacts": [CONTACT],
    "document": DOCUMENT,
    "image": CAPTIONED,
    "interactive": INTERACTIVE,
    "location": {"latitude": ANY, "longitude": ANY, "name": ANY, "address": ANY},
    "reaction": {"message_id": ANY, "emoji": ANY},
    "sticker": MEDIA,
    "template": TEMPLATE,
    "text": {"body": ANY, "preview_url": ANY},
    "video": CAPTIONED,
}
# As Meta lists them in the error for an unknown type.
MESSAGE_TYPES = (
    "AUDIO",
    "CONTACTS",
    "DOCUMENT",
    "GIF",
    "IMAGE",
    "INTERACTIVE",
    "LINK_PREVIEW",
    "LOCATION",
    "PIN",
    "REACTION",
    "STICKER",
    "TEMPLATE",
    "TEXT",
    "VIDEO",
)
TOP_LEVEL = frozenset(
    {
        *TYPE_SCHEMAS,
        "messaging_product",
        "recipient_type",
        "to",
        "type",
        "context",
        "biz_opaque_callback_data",
        "recipient_identity_key_hash",
        "message_activity_sharing",
        "status",
        "message_id",
        "typing_indicator",
        "access_token",
        "appsecret_proof",
        "method",
        "pretty",
        "suppress_http_code",
        "debug",
        "locale",
    }
)

KB, MB = 1_000, 1_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
# Bare MIME types that may be uploaded, with their largest size.
UPLOAD_LIMITS: dict[str, int] = {
    "audio/aac": 16 * MB,
    "audio/mp4": 16 * MB,
    "audio/mpeg": 16 * MB,
    "audio/amr": 16 * MB,
    "audio/ogg": 16 * MB,
    "audio/opus": 16 * MB,
    "application/vnd.ms-powerpoint": 100 * MB,
    "application/msword": 100 * MB,
    f"{OFFICE}wordprocessingml.document": 100 * MB,
    f"{OFFICE}presentationml.presentation": 100 * MB,
    f"{OFFICE}spreadsheetml.sheet": 100 * MB,
    "application/pdf": 100 * MB,
    "application/vnd.ms-excel": 100 * MB,
    "text/plain": 100 * MB,
    "video/mp4": 16 * MB,
    "video/3gpp": 16 * MB,
    "image/jpeg": 5 * MB,
    "image/png": 5 * MB,
    "image/webp": 500 * KB,
}
REGIONS = ("AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA")
# The longest text that each field of the business profile takes.
PROFILE = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 64, "websites": 256}
PROFILE_VERTICALS = (
    "ALCOHOL",
    "APPAREL",
    "AUTO",
    "BEAUTY",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GOVT",
    "GROCERY",
    "HEALTH",
    "HOTEL",
    "NONPROFIT",
    "ONLINE_GAMBLING",
    "OTC_DRUGS",
    "OTHER",
    "PHYSICAL_GAMBLING",
    "PROF_SERVICES",
    "RESTAURANT",
    "RETAIL",
    "TRAVEL",
    "UNDEFINED",
)
