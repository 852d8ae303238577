"""The WABA is approved and its business is verified.

Why: numbers of a WABA that is not approved cannot send on Cloud API; Meta asks for a verified business.
Sees: account_review_status and business_verification_status of the WABA.
Fix: Security Centre of the business portfolio: finish the verification; WhatsApp Manager: the account review.
Source: Meta, migration document, "Requirements"; Graph API reference "WhatsApp Business Account".
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, warn, worst

__all__ = ["check"]

check = Check(__name__, id="P07", covers=("F05",))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    node = await ctx.reads.waba()
    return worst(_review(node), _verification(node))


def _review(node: JsonObject) -> Verdict:
    status = str(node.get("account_review_status")).upper()
    if status == "APPROVED":
        return ok(f"WABA '{node.get('name', '')}' is approved, its business verified.")
    return error(
        f"The account review of WABA {node.get('id')} is {status}.",
        "WhatsApp Manager, Overview: complete what the review asks for, or appeal. Then check again.",
    )


def _verification(node: JsonObject) -> Verdict | None:
    status = str(node.get("business_verification_status")).lower()
    if status == "verified":
        return None
    return warn(
        f"The business is not verified (business_verification_status is {status}).",
        "Security Centre of the business portfolio: start or finish the verification before the window.",
    )
