"""What Cloud API knows by name beside messages: kinds of media, the business profile, regions."""

from __future__ import annotations

__all__ = ["PROFILE", "PROFILE_VERTICALS", "REGIONS", "SENDABLE", "UPLOAD_LIMITS"]

KB, MB = 1_000, 1_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
# Bare MIME types that may be uploaded, with their largest size, in the order of the refusal. Stickers of
# 2 MB have been uploaded to the real API: whether they can be sent is another matter.
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
    "text/plain": 100 * MB,
    "application/vnd.ms-excel": 100 * MB,
    "image/jpeg": 5 * MB,
    "image/png": 5 * MB,
    "image/webp": 5 * MB,
    "video/mp4": 16 * MB,
    "video/3gpp": 16 * MB,
}
# What can be sent as which type, with the largest size.
SENDABLE: dict[str, dict[str, int]] = {
    "audio": {k: v for k, v in UPLOAD_LIMITS.items() if k.startswith("audio/")},
    "document": dict.fromkeys(UPLOAD_LIMITS, 100 * MB),
    "gif": {"video/mp4": 16 * MB},
    "image": {"image/jpeg": 5 * MB, "image/png": 5 * MB},
    "sticker": {"image/webp": 500 * KB},
    "video": {"video/mp4": 16 * MB, "video/3gpp": 16 * MB},
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
