"""The app listens to the webhook fields that a moved number needs.

Why: a subscribed app gets only the fields that are ticked. Without `messages` nothing arrives; the others
    tell of a lost badge, a changed PIN, a finished throughput upgrade, a paused template.
Sees: the app's subscription to whatsapp_business_account (`GET /{app-id}/subscriptions`, app secret needed).
Fix: App Dashboard, WhatsApp, Configuration, Webhook fields: subscribe to each.
Source: Meta, migration document, "Webhooks"; "Webhooks" reference, fields.
"""

from __future__ import annotations

from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, told, warn, worst

__all__ = ["check"]

USEFUL = (
    "account_update",
    "phone_number_quality_update",
    "security",
    "account_alerts",
    "message_template_status_update",
)
TICK = "App Dashboard, WhatsApp, Configuration, Webhook fields: subscribe to them."

check = Check(__name__, id="P28", covers=("F14", "F40"), again=True, gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    graph = ctx.settings.graph
    if graph.app_id is None or graph.app_secret is None:
        return warn("The app's webhook fields could not be read.", "Set app_id and app_secret in [graph].")
    try:
        subscriptions = await ctx.reads.app_subscriptions()
    except (ApiError, TransportError) as failed:
        return warn(
            f"The app's webhook fields could not be read: {told(failed)}",
            "Check app_id and app_secret in [graph].",
        )
    ours = [
        s
        for s in subscriptions
        if s.get("object") == "whatsapp_business_account" and s.get("active") is not False
    ]
    ticked = {field for subscription in ours for field in _fields(subscription)}
    missing = [field for field in USEFUL if field not in ticked]
    return worst(
        ok("The app listens to messages and to all that is told about the number.") if not missing else None,
        None if "messages" in ticked else _deaf(ctx),
        warn(f"The app does not listen to {', '.join(missing)}.", TICK) if missing else None,
    )


def _fields(subscription: JsonObject) -> list[str]:
    """Names of the fields: objects with a name and a version, or plain names."""
    return [str(dig(field, "name", default=field)) for field in subscription.get("fields") or ()]


def _deaf(ctx: CheckContext) -> Verdict:
    seen = "The app does not listen to messages: nothing a customer writes would arrive."
    return error(seen, TICK) if ctx.final else warn(seen, f"{TICK} Right before register this blocks.")
