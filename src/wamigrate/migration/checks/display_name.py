"""The display name is approved and no change of it is pending.

Why: `register` before the name is processed answers 100/2388001 and leaves the number PENDING, for days.
Sees: name_status and new_name_status of the phone number node.
Fix: WhatsApp Manager, Phone numbers: submit the name, or wait for Meta's decision. Each early try costs one
    of the ten `register` calls.
Source: Meta, "Display names", and "Registration" on changed names.
"""

from __future__ import annotations

from wamigrate.migration.check import Check, CheckContext, Verdict, error, info, ok

__all__ = ["check"]

GOOD = ("APPROVED", "AVAILABLE_WITHOUT_REVIEW")
PENDING = ("PENDING_REVIEW", "PENDING")

check = Check(__name__, id="P06", covers=("F06",), again=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    node = await ctx.reads.phone_number()
    name, new = node.get("name_status"), node.get("new_name_status")
    if name in PENDING:
        return error("The display name is under review.", f"Wait for Meta's decision. {_look_again(ctx)}")
    if name not in GOOD:
        return error(
            f"The display name is not approved: name_status is {name}.",
            f"Submit it in WhatsApp Manager, Phone numbers, and wait for approval. {_look_again(ctx)}",
        )
    if new in PENDING:
        return error(
            "A change of the display name is under review.",
            f"Wait for Meta's decision, or withdraw the change. {_look_again(ctx)}",
        )
    if new in GOOD:
        return info("A new display name is approved; it takes effect with this register.")
    return ok(f"The display name '{node.get('verified_name', '')}' is approved.")


def _look_again(ctx: CheckContext) -> str:
    return f"Then: wamigrate check {ctx.number.name} --only display-name"
