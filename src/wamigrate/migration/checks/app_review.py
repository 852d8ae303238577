"""The app may act for whose number this is.

Why: for a customer's number the app needs App Review with advanced access; without it calls on the
    customer's WABA answer 200. Meta's documents disagree about numbers of your own business: the migration
    document asks for it from everybody, the permissions page does not.
Sees: your answers (role, app_review): no API tells.
Fix: App Dashboard, App Review: request advanced access for both WhatsApp permissions.
Source: Meta, migration document, "App Review"; "Permissions" of the WhatsApp Business Platform.
"""

from __future__ import annotations

from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, warn

__all__ = ["check"]

APPLY = "App Dashboard, App Review: request advanced access for both WhatsApp permissions."

check = Check(__name__, id="P26", covers=("F02",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    role, reviewed = ctx.answer("role"), ctx.answer("app_review")
    open_keys = [k for k, v in (("role", role), ("app_review", reviewed)) if v is None]
    if reviewed is True:
        return ok("The app has advanced access for both WhatsApp permissions.")
    if open_keys:
        return warn(
            "Nobody said whose number it is, or whether the app has passed App Review.",
            how_to_answer(ctx.number.name, *open_keys),
        )
    if role == "provider":
        return error("The number is a customer's, and the app has no advanced access.", APPLY)
    return warn(
        "The app has no advanced access. For a number of your own business that should do.",
        f"If calls answer 200 all the same: {APPLY}",
    )
