"""There are `register` calls left.

Why: Meta allows ten per number in any 72 hours, and refuses for the next 72 after that (133016). We stop
    at three, so that people and Meta's support have the other seven.
Sees: our own ledger of attempts on this number. Attempts with other tools are not in it.
Fix: wait until the oldest attempt is 72 hours old, and find out meanwhile why they failed.
Source: Meta, "Registration".
"""

from __future__ import annotations

from wamigrate.migration.check import Check, CheckContext, Verdict, error, info, ok

__all__ = ["check"]

OURS, METAS = 3, 10

check = Check(__name__, id="P17", covers=("F27",), again=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if ctx.attempts == 0:
        return ok("No register call in the last 72 h.")
    seen = f"{ctx.attempts} register call(s) in the last 72 h; {OURS} is our limit, {METAS} is Meta's."
    if ctx.attempts < OURS:
        return info(seen)
    return error(
        seen,
        f"See why they failed: wamigrate report {ctx.number.name}. Go on when the oldest is 72 h old.",
    )
