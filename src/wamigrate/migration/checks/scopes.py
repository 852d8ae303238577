"""The token holds both permissions, for this WABA.

Why: without `whatsapp_business_management` no `register`, without `whatsapp_business_messaging` no message;
    a token that was not given this WABA gets "object does not exist".
Sees: `debug_token`: scopes, and granular_scopes with the WABAs they are limited to.
Fix: Business settings, System users: assign the WABA and generate the token anew with both permissions.
Source: Meta, "Permissions" of the WhatsApp Business Platform, and Graph API reference "Debug Token".
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject, dig
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, warn

__all__ = ["check"]

NEEDED = ("whatsapp_business_management", "whatsapp_business_messaging")

check = Check(__name__, id="P02", covers=("F02", "F03"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    facts = await ctx.reads.token()
    if facts is None:
        return warn(
            "The permissions of the token could not be read: Meta shows them to the app only.",
            "Set app_id and app_secret in [graph].",
        )
    missing = [scope for scope in NEEDED if scope not in (facts.get("scopes") or ())]
    if missing:
        return error(
            f"The token lacks {' and '.join(missing)}.",
            "Business settings, System users: generate the token anew and tick both WhatsApp permissions.",
        )
    waba = ctx.number.waba_id
    shut_out = [scope for scope in NEEDED if not _covers(facts, scope, waba)]
    if shut_out:
        return error(
            f"The token's {' and '.join(shut_out)} does not cover WABA {waba}.",
            f"Business settings, System users: assign WABA {waba} to its user, then generate the token anew.",
        )
    return ok(f"The token holds both permissions for WABA {waba}.")


def _covers(facts: JsonObject, scope: str, waba_id: str) -> bool:
    """Whether the permission reaches the WABA. No list, or an empty one, means every WABA of the user."""
    for granted in facts.get("granular_scopes") or ():
        if dig(granted, "scope") == scope:
            targets = [str(target) for target in granted.get("target_ids") or ()]
            return not targets or waba_id in targets
    return True
