"""The owner of the two-step PIN knows what is going to happen.

Why: who does not own the number cannot know its PIN, and setting a new one behind its owner's back locks the
    owner out. Meta wants the owner to give the PIN or to switch two-step verification off.
Sees: your answers.
Fix: ask the owner; afterwards hand over the PIN that the number then has (`wamigrate complete`).
Source: Meta, migration document, "Step 1".
"""

from __future__ import annotations

from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, warn

__all__ = ["check"]

check = Check(__name__, id="P29", covers=("F11", "F15"), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    owner, agreed = ctx.answer("pin_owner"), ctx.answer("pin_owner_agreed")
    if owner is None:
        return warn("Nobody said whose the two-step PIN is.", how_to_answer(ctx.number.name, "pin_owner"))
    if owner == "us":
        return ok("The PIN is your own.")
    if agreed is True:
        return ok("The PIN is somebody else's, who has agreed.")
    if agreed is False:
        return error(
            "The PIN is somebody else's, who has not agreed.",
            "Ask the owner to give you the PIN, or to switch two-step verification off.",
        )
    return warn(
        "The PIN is somebody else's; nobody said whether they agreed.",
        how_to_answer(ctx.number.name, "pin_owner_agreed"),
    )
