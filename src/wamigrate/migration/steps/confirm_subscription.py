"""See that the webhook subscription still stands, with its override.

Why: "connected but never receives" is the most reported trouble after a move.
Does: reads the WABA's subscribed apps. Subscribes the app again where it is missing, with the override
that was there before; an override that is there stays.
Undo: none. The number is past the point of no return.
Source: migration guide, "Webhooks" (Subscribed Apps endpoint).
"""

from __future__ import annotations

from wamigrate.core.payload import dig
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import AFTER, Output, Step
from wamigrate.migration.steps.subscribe_app import OVERRIDE, our_subscription, subscribe

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    kept = await ctx.secret(OVERRIDE)
    before = kept.reveal() if kept else None
    ours = await our_subscription(ctx)
    if ours is None:
        await subscribe(ctx)
        ours = await our_subscription(ctx)
    now = dig(ours, "override_callback_uri") if ours else None
    if before and now != before:
        token = ctx.settings.graph.verify_token
        if token is None:
            raise StepFailed(
                "The webhook override was lost, and no verify token is known to set it again.",
                step=step.name,
                hint="Set [graph] verify_token, then resume.",
            )
        await ctx.cloud.subscribe_app(ctx.number.waba_id, override_callback_uri=before, verify_token=token)
        return {"subscribed": "yes", "override": before, "set_again": True}
    return {"subscribed": "yes", "override": now}
