"""There is headroom in the Graph budget.

Why: 200 calls an hour for an app and a WABA (5,000 once the WABA has a registered number); beyond it calls
    are refused with 4 or 80007, also those that a number in the middle of its move needs.
Sees: the header X-Business-Use-Case-Usage of the last answer, in percent of the budget.
Fix: stop other jobs on this WABA, wait for the hour to roll over, move fewer numbers at once.
Source: Meta, "Rate limits" of the Graph API and of the WhatsApp Business Management API.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, info, ok, warn

__all__ = ["check"]

TIGHT = 75.0
PARTS = ("call_count", "total_cputime", "total_time")

check = Check(__name__, id="P24", covers=("F35",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    await ctx.reads.phone_number()  # so that there is an answer with the header
    entries = list(_entries(ctx.cloud.usage))
    if not entries:
        return info("Meta told no usage of the Graph budget.")
    used = max(_number(entry.get(part)) for entry in entries for part in PARTS)
    wait = max(_number(entry.get("estimated_time_to_regain_access")) for entry in entries)
    if wait:
        return warn(
            f"The Graph budget is used up for {wait:.0f} more minute(s).", "Wait that long before you go on."
        )
    if used >= TIGHT:
        return warn(
            f"{used:.0f} % of the Graph budget of this hour is used.", "Wait for the hour to roll over."
        )
    return ok(f"{used:.0f} % of the Graph budget of this hour is used.")


def _entries(usage: JsonObject) -> Iterator[JsonObject]:
    """The use cases of every WABA in the header."""
    for cases in usage.values():
        yield from (case for case in cases if isinstance(case, dict)) if isinstance(cases, list) else ()


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
