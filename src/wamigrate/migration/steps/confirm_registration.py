"""Wait until Cloud API says CONNECTED.

Why: the first sign of Cloud ends the inbound gap; a yes from `register` alone does not.
Does: reads the number once a second, up to a minute, and keeps when it was first seen CONNECTED.
Undo: none. The number is past the point of no return.
Source: migration guide, step 3, and Meta's phone number reference.
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.patience import until
from wamigrate.migration.step import AFTER, Output, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)

FIELDS = "id,status,platform_type,throughput"


@step.runs
async def run(ctx: Context) -> Output:
    async def read() -> JsonObject:
        return await ctx.cloud.phone_number(ctx.number.phone_number_id, FIELDS)

    node = await until(ctx, "CONNECTED on Cloud API", read, connected, limit=ctx.timing.cloud_limit)
    seen = {key: node.get(key) for key in ("status", "platform_type", "throughput")}
    if not connected(node):
        raise StepFailed(
            f"Cloud API has the number, but says {seen['status']} ({seen['platform_type']}).",
            step=step.name,
            hint="Look at the number in WhatsApp Manager, then resume.",
        )
    await ctx.journal.observed(step.name, "cloud_connected")
    return seen


def connected(node: JsonObject) -> bool:
    return node.get("status") == "CONNECTED" and node.get("platform_type") == "CLOUD_API"
