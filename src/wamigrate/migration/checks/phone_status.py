"""The number is in good standing and is not a test number.

Why: a banned, flagged or restricted number is refused at `register` (131031, 368), and the attempt counts;
    sandbox numbers cannot be moved.
Sees: status, account_mode and quality_rating of the phone number node.
Fix: Business Support Home: appeal; add a deleted number again in WhatsApp Manager.
Source: Meta, Graph API reference "WhatsApp Business Phone Number", status and account_mode.
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import WITH_ONPREM, Check, CheckContext, Verdict, error, info, ok, warn, worst

__all__ = ["check"]

APPEAL = (
    "Open Business Support Home, look at the restriction, and appeal. Do not register before it is lifted."
)
BAD = {
    "BANNED": APPEAL,
    "FLAGGED": APPEAL,
    "RESTRICTED": APPEAL,
    "DELETED": "Add the number again in WhatsApp Manager, then move it without a backup (path E).",
    "MIGRATED": "The number was moved to another WABA: correct waba_id and phone_number_id.",
}

check = Check(__name__, id="P05", covers=("F07", "F72"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    node = await ctx.reads.phone_number()
    return worst(_status(ctx, str(node.get("status"))), _mode(node), _quality(node))


def _status(ctx: CheckContext, status: str) -> Verdict:
    if status in BAD:
        return error(f"Meta says the number is {status}.", BAD[status])
    if status == "CONNECTED":
        return ok("Meta says the number is CONNECTED.")
    if ctx.path not in WITH_ONPREM:
        return info(f"Meta says the number is {status}; without a deployment that is expected.")
    return warn(
        f"Meta says the number is {status}, not CONNECTED.",
        f"Compare with the deployment: wamigrate check {ctx.number.name} --only gateway",
    )


def _mode(node: JsonObject) -> Verdict | None:
    mode = node.get("account_mode")
    if mode == "SANDBOX":
        return error("It is a SANDBOX number.", "Test numbers cannot be moved: use a LIVE one.")
    if mode != "LIVE":
        return warn(f"The account mode is {mode}, not LIVE.", "Look at the number in WhatsApp Manager.")
    return None


def _quality(node: JsonObject) -> Verdict | None:
    if node.get("quality_rating") != "RED":
        return None
    return warn(
        "Its quality rating is RED: the next step down is a restriction.", "Stop campaigns until it recovers."
    )
