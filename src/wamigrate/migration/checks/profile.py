"""The profile and the Official Business Account badge before the move.

Why: both survive only together with the backup metadata; afterwards nobody remembers what was there.
Sees: is_official_business_account, the business profile that Meta has, and that of the deployment.
    `migrate` keeps a copy of both and compares them after the move.
Fix: move with the backup; a lost profile is posted again, a lost badge has to be applied for again.
Source: Meta, migration document, "Official Business Accounts" and "Step 3".
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, info, warn

__all__ = ["check"]

WITHOUT_BACKUP = frozenset("DE")
NO_PART_OF_IT = frozenset({"messaging_product", "id"})

check = Check(__name__, id="P18", covers=("F23",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    oba = (await ctx.reads.phone_number()).get("is_official_business_account") is True
    badge = "It is an Official Business Account." if oba else "It is no Official Business Account."
    on_meta = _parts(await ctx.reads.business_profile())
    seen = f"{badge} Profile at Meta: {on_meta}. {await _deployed(ctx)}".strip()
    if ctx.path in WITHOUT_BACKUP:
        return warn(
            f"{seen} Path {ctx.path} moves without a backup.",
            "Copy the profile now, and look for a stored backup first"
            + (": without it the badge is lost and must be applied for again." if oba else "."),
        )
    return info(seen)


async def _deployed(ctx: CheckContext) -> str:
    if not ctx.has_onprem:
        return ""
    try:
        return f"On the deployment: {_parts(await ctx.reads.onprem_profile())}."
    except (ApiError, TransportError):
        return "The deployment's profile could not be read."


def _parts(profile: JsonObject) -> str:
    """Which parts are filled in; what they say is nobody's business here."""
    return (
        ", ".join(sorted(key for key, value in profile.items() if value and key not in NO_PART_OF_IT))
        or "empty"
    )
