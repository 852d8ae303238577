"""A bridge that lives can stand in front of this number.

Why: `migrate` has the deployment call the bridge by itself. A bridge that does not know the number, or an
    address that the deployment cannot reach, would cut the application off from its events.
Sees: which bridge lives, its address, and what answers there for this number.
Fix: set `[bridge] public_url` to the address at which On-Premises reaches the bridge; start it anew after
    changes of wamigrate.toml; `behind_bridge = false` leaves the number out.
Source: On-Premises reference, "Application Settings" (webhooks.url is HTTPS).
"""

from __future__ import annotations

from wamigrate import attachment
from wamigrate.errors import UsageError
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, skip

__all__ = ["check"]

check = Check(__name__, id="P34", again=True, needs_onprem=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if ctx.bridged:
        return ok("The number stands behind the bridge.")
    if not ctx.living or ctx.transport is None:
        return skip("No bridge lives, or this number is left out.")
    try:
        address = await attachment.bridge_address(ctx.living, ctx.settings, ctx.number, ctx.transport)
    except UsageError as failed:
        return error(failed.message, failed.hint or "")
    return ok(f"A bridge serves this number at {address}.") if address else skip("The bridge has no address.")
