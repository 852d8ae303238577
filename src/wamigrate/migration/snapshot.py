"""What must not change in a migration, and what must: taken before and after, compared field by field.

Source: migration guide, "How It Works", "Throughput" and "Official Business Accounts".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wamigrate.core.payload import Json, JsonObject, dig

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["CHANGING", "LABELS", "compare", "expected_level", "take"]

NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,name_status,code_verification_status,quality_rating,"
    "is_official_business_account,messaging_limit_tier,account_mode,status,platform_type,throughput"
)
WABA_FIELDS = "id,name,account_review_status,business_verification_status,ownership_type"
HIGH_FROM_SHARDS = 2

LABELS: Mapping[str, str] = {
    "phone_number": "Business phone number",
    "verified_name": "Display name",
    "name_status": "Display name status",
    "code_verification_status": "Verification status",
    "quality_rating": "Quality rating",
    "is_official_business_account": "Official Business Account",
    "messaging_limit_tier": "Messaging limit",
    "account_mode": "Account mode",
    "waba_id": "Owning WABA",
    "waba_name": "WABA name",
    "account_review_status": "WABA review",
    "business_verification_status": "Business verification",
    "templates": "Templates and their statuses",
    "profile": "Business profile",
    "status": "Status",
    "platform_type": "Platform",
    "throughput_level": "Throughput",
}

CHANGING = {"status": "CONNECTED", "platform_type": "CLOUD_API"}


async def take(ctx: Context) -> JsonObject:
    """Every compared field as Meta says it now."""
    number = await ctx.cloud.phone_number(ctx.number.phone_number_id, NUMBER_FIELDS)
    waba = await ctx.cloud.waba(ctx.number.waba_id, WABA_FIELDS)
    templates = await ctx.cloud.message_templates(ctx.number.waba_id, "name,language,status")
    profile = await ctx.cloud.business_profile(ctx.number.phone_number_id)
    return {
        "phone_number": _last_digits(dig(number, "display_phone_number", default="")),
        **{key: dig(number, key) for key in NUMBER_FIELDS.split(",")[2:9]},
        "waba_id": dig(waba, "id"),
        "waba_name": dig(waba, "name"),
        "account_review_status": dig(waba, "account_review_status"),
        "business_verification_status": dig(waba, "business_verification_status"),
        "templates": sorted(f"{t.get('name')} ({t.get('language')}): {t.get('status')}" for t in templates),
        "profile": {k: v for k, v in sorted(profile.items()) if k != "profile_picture_url"},
        "status": dig(number, "status"),
        "platform_type": dig(number, "platform_type"),
        "throughput_level": dig(number, "throughput", "level"),
    }


def _last_digits(phone: str) -> str:
    """Enough to recognise the number, not enough to be personal data in a report."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"…{digits[-4:]}"


def expected_level(shards: int | None) -> str | None:
    """The throughput Meta gives: HIGH from two shards on; None where the shards are not known."""
    if shards is None:
        return None
    return "HIGH" if shards >= HIGH_FROM_SHARDS else "STANDARD"


def compare(before: JsonObject, after: JsonObject, *, wanted_level: str | None) -> list[JsonObject]:
    """One row a field: what it was, what it is, and whether that is as it should be."""
    return [_row(field, before.get(field), after.get(field), wanted_level) for field in LABELS]


def _row(field: str, was: Json, now: Json, wanted_level: str | None) -> JsonObject:
    if field == "throughput_level":
        wanted = wanted_level or "STANDARD or HIGH"
        good = now == wanted_level if wanted_level else now in {"STANDARD", "HIGH"}
    elif field in CHANGING:
        wanted, good = CHANGING[field], now == CHANGING[field]
    else:
        wanted, good = "unchanged", now == was
    if field == "templates" and isinstance(was, list) and isinstance(now, list):
        was, now = _only_changes(was, now)
    return {
        "field": field,
        "label": LABELS[field],
        "before": was,
        "after": now,
        "wanted": wanted,
        "as_expected": good,
    }


def _only_changes(was: list[str], now: list[str]) -> tuple[str, str]:
    """Two hundred equal templates say less than the one that differs."""
    gone, new = sorted(set(was) - set(now)), sorted(set(now) - set(was))
    return "; ".join(gone) or f"{len(was)} templates", "; ".join(new) or f"{len(now)} templates"
