"""The app is in Live mode.

Why: with an app in Development mode `register` works, and some webhooks of real customers never come.
Sees: your answer: no field of the API tells reliably.
Fix: App Dashboard: switch the app to Live. What was not delivered meanwhile is lost.
Source: Meta, "Webhooks" of the WhatsApp Business Platform, on app modes.
"""

from __future__ import annotations

from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, warn

__all__ = ["check"]

check = Check(__name__, id="P30", covers=("F04",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    live = ctx.answer("app_live")
    if live is True:
        return ok("The app is in Live mode.")
    if live is False:
        return warn(
            "The app is in Development mode: messages of real customers may not arrive.",
            "App Dashboard: switch it to Live before the window.",
        )
    return warn("Nobody said whether the app is in Live mode.", how_to_answer(ctx.number.name, "app_live"))
