"""The WABA is owned, not held on behalf of somebody.

Why: Meta ended the on-behalf-of model on 30 September 2025; calls on such a WABA fail with errors that speak
    of "Messaging For".
Sees: ownership_type of the WABA.
Fix: ask Meta's support to have the WABA transferred to the business before the window.
Source: Meta, changelog of the WhatsApp Business Platform; Graph API reference "WhatsApp Business Account".
"""

from __future__ import annotations

from wamigrate.migration.check import Check, CheckContext, Level, Verdict, info, ok, warn

__all__ = ["check"]

OWNED = ("SELF", "SELF_OWNED", "CLIENT_OWNED", "AGENCY_OWNED")

check = Check(__name__, id="P32", covers=("F09",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    kind = (await ctx.reads.waba()).get("ownership_type")
    if kind is None:
        return info("Meta does not tell the ownership of this WABA.")
    if str(kind).upper() in OWNED:
        return ok(f"The WABA is {kind}.")
    return warn(
        f"The WABA is {kind}, a model that Meta has ended.",
        "Open a support ticket with Meta to have it transferred, before the window.",
    )
