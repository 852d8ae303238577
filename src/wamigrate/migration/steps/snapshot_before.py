"""Write down what must not change.

Why: Meta says that display name, verification, quality, templates, WABA, Official Business Account and
messaging limit stay as they are. Only a list from before can show that they did.
Does: reads the number, its WABA, its templates and its profile, and the hourly traffic for the expected loss.
Undo: nothing to undo.
Source: migration guide, "How It Works" (what migration does not affect).
"""

from __future__ import annotations

from wamigrate.migration.context import Context
from wamigrate.migration.snapshot import take
from wamigrate.migration.step import Output, Step
from wamigrate.migration.traffic import hourly_inbound

__all__ = ["step"]

step = Step(__name__)


@step.runs
async def run(ctx: Context) -> Output:
    shards = await ctx.onprem.shards() if ctx.onprem is not None and ctx.migration.path == "A" else None
    traffic = await hourly_inbound(ctx.cloud, ctx.onprem, ctx.number, ctx.clock)
    return {
        "snapshot": await take(ctx),
        "shards": shards,
        "traffic": {"source": traffic.source, "per_hour": list(traffic.per_hour), "note": traffic.note},
    }
