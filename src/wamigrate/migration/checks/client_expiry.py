"""The On-Premises client has not expired.

Why: every build of the client expires, and an expired one neither sends nor receives. Meta let the last
    one expire on 23 October 2025. Only the client itself says whether it still runs: no date alone blocks.
Sees: expire_timestamp of each node in `GET /v1/support`.
Fix: without a running client the move starts from a stored backup, or from a code sent to the phone.
Source: Meta, On-Premises reference, "Support"; "On-Premises API Sunset".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, warn

__all__ = ["check"]

SUNSET = datetime(2025, 10, 23, tzinfo=UTC)
SOON = timedelta(days=14)

check = Check(__name__, id="P14", covers=("F18",), needs_onprem=True, gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    now = ctx.clock.now()
    ends = list(_ends(await ctx.reads.support()))
    if ends and min(ends) <= now:
        return _expired(ctx, min(ends))
    if ends and min(ends) <= now + SOON:
        return warn(f"The client expires on {min(ends):%Y-%m-%d}.", "Move the number before that day.")
    if now >= SUNSET:
        until = f"says it runs until {min(ends):%Y-%m-%d}" if ends else "does not say when it expires"
        return warn(
            f"Meta let On-Premises end on 2025-10-23; this client {until}.",
            "Do not wait: move the number as long as the client is connected.",
        )
    return ok(f"The client runs until {min(ends):%Y-%m-%d}." if ends else "The client names no end.")


def _ends(support: JsonObject) -> Iterator[datetime]:
    """The client's own expiry, of each node; it is written without a time zone and means UTC."""
    for node in (support, *support.values()):
        if not isinstance(node, dict) or not isinstance(node.get("expire_timestamp"), str):
            continue
        try:
            moment = datetime.fromisoformat(node["expire_timestamp"])
        except ValueError:
            continue
        yield moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _expired(ctx: CheckContext, end: datetime) -> Verdict:
    seen = f"The client expired on {end:%Y-%m-%d}, by its own account."
    if ctx.path != "A":
        return warn(seen, f"Expected on path {ctx.path}: take a backup as long as it answers.")
    return error(seen, f"See which path is left, a stored backup first: wamigrate plan {ctx.number.name}")
