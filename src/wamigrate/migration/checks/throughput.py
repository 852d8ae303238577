"""What the move does to the number's throughput.

Why: a deployment with two or more shards is raised to high throughput by the move. For up to a minute
    after a successful `register` calls then answer 131057, and the number only looks broken.
Sees: the number of shards.
Fix: nothing: wamigrate waits the minute out. With one shard the limit is 80 messages per second (130429).
Source: Meta, migration document, "Throughput"; "Throughput" of Cloud API.
"""

from __future__ import annotations

from wamigrate.migration.check import Check, CheckContext, Level, Verdict, info, ok

__all__ = ["check"]

check = Check(__name__, id="P31", covers=("F57",), needs_onprem=True, gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    shards = await ctx.reads.shards()
    if shards < 2:
        return ok("One shard: the number gets standard throughput, 80 messages per second.")
    return info(
        f"{shards} shards: the number gets high throughput, 1,000 messages per second.",
        "Expect up to a minute of 131057 right after register; it is waited out.",
    )
