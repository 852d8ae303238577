"""Subscribe the app to the WABA's webhooks, before the number moves.

Why: without a subscription nothing arrives after the move, and events are not sent later. The
subscription belongs to the WABA, so it does no harm while the number is on On-Premises.
Does: one POST to the WABA's subscribed apps, unless the app is subscribed already. An existing override
is never touched: a plain POST would wipe it.
Undo: none. Other numbers of the same WABA may rely on the subscription by the time somebody cancels.
Source: migration guide, "Webhooks" (Subscribed Apps endpoint).
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.migration.context import Context
from wamigrate.migration.step import AFTER, BEFORE, Output, Step

__all__ = ["OVERRIDE", "our_subscription", "step", "subscribe"]

step = Step(__name__, acts_in=BEFORE | AFTER)

OVERRIDE = "webhook_override"
"""The secret that keeps the override's address: its query may hold a token, so the journal drops it."""


@step.runs
async def run(ctx: Context) -> Output:
    return await subscribe(ctx)


async def subscribe(ctx: Context) -> Output:
    """See to it that the app is subscribed; what was found and what was done."""
    ours = await our_subscription(ctx)
    override = dig(ours, "override_callback_uri") if ours else None
    wanted = None if override else await wanted_override(ctx)
    await ctx.keep_secret(OVERRIDE, Secret(str(override or wanted or "")))
    if ours is not None and wanted is None:
        return {"subscribed": "already", "override": override}
    if ours is None:
        await ctx.cloud.subscribe_app(ctx.number.waba_id, override_callback_uri=None, verify_token=None)
    if wanted is not None:
        token = ctx.settings.graph.verify_token
        await ctx.cloud.subscribe_app(ctx.number.waba_id, override_callback_uri=wanted, verify_token=token)
    return {"subscribed": "now", "override": wanted}


async def our_subscription(ctx: Context) -> JsonObject | None:
    """Our app's entry among the WABA's subscribed apps, or None."""
    app_id = ctx.settings.graph.app_id or dig(await ctx.cloud.debug_token(), "app_id")
    for entry in await ctx.cloud.subscribed_apps(ctx.number.waba_id):
        if str(dig(entry, "whatsapp_business_api_data", "id")) == str(app_id):
            return dict(entry)
    return None


async def wanted_override(ctx: Context) -> str | None:
    """The address to set as override: only where the app's own callback is known to be another one."""
    url, graph = ctx.number.webhook_url, ctx.settings.graph
    if url is None or graph.verify_token is None or graph.app_id is None or graph.app_secret is None:
        return None
    callbacks = {str(dig(s, "callback_url")) for s in await ctx.cloud.app_subscriptions()}
    return None if url in callbacks else url
