"""Compare everything with the snapshot from before.

Why: what must not have changed is only proven by looking; what should have changed (platform, throughput
of a number with two or more shards) as well.
Does: reads the same fields again and compares them one by one. A throughput upgrade is waited out.
Undo: none. A difference is reported, with what to do about it.
Source: migration guide, "How It Works", "Throughput" and "Official Business Accounts".
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.migration.context import Context
from wamigrate.migration.patience import until
from wamigrate.migration.snapshot import compare, expected_level, take
from wamigrate.migration.step import AFTER, Output, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    before = ctx.output_of("snapshot_before") or {}
    wanted = expected_level(before.get("shards"))

    def upgraded(snapshot: JsonObject) -> bool:
        return wanted is None or snapshot.get("throughput_level") == wanted

    what = f"throughput {wanted}"
    after = await until(ctx, what, lambda: take(ctx), upgraded, limit=ctx.timing.maintenance_limit)
    rows = compare(before.get("snapshot") or {}, after, wanted_level=wanted)
    return {"snapshot": after, "rows": rows, "unexpected": [r["field"] for r in rows if not r["as_expected"]]}
