"""The app belongs to the verified business and has the WhatsApp product.

Why: Meta asks for both before a number may move; an app without the WhatsApp product gets no webhooks.
Sees: the app's WhatsApp subscription, or its place among the WABA's subscribed apps (both prove the product),
    and the APP entity of the messaging health. Who claims the app no API tells: that is your answer.
Fix: Business settings, Accounts, Apps: add the app; App Dashboard: add the product WhatsApp.
Source: Meta, migration document, "Meta App".
"""

from __future__ import annotations

from wamigrate.core.payload import dig
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, warn, worst

__all__ = ["check"]

UNKNOWN = {"app_claimed": "belongs to the verified business", "app_has_whatsapp": "has the WhatsApp product"}

check = Check(__name__, id="P27", gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    claimed, proof = _claimed(ctx), await _product(ctx)
    open_keys = [k for k, v in (("app_claimed", claimed), ("app_has_whatsapp", proof)) if v is None]
    unknown = None
    if open_keys:
        what = " and ".join(UNKNOWN[key] for key in open_keys)
        unknown = warn(f"Nobody said whether the app {what}.", how_to_answer(ctx.number.name, *open_keys))
    return worst(claimed, proof, unknown, await _blocked(ctx))


def _claimed(ctx: CheckContext) -> Verdict | None:
    claimed = ctx.answer("app_claimed")
    if claimed is None:
        return None
    if claimed is True:
        return ok("The app belongs to the verified business.")
    return error(
        "The app is not claimed by the verified business.", "Business settings, Accounts, Apps: add it."
    )


async def _product(ctx: CheckContext) -> Verdict | None:
    proof, said = await _proof(ctx), ctx.answer("app_has_whatsapp")
    if proof:
        return ok(f"It has the WhatsApp product ({proof}).")
    if said is None:
        return None
    if said is True:
        return ok("It has the WhatsApp product, as you say.")
    return error("The app lacks the WhatsApp product.", "App Dashboard, Add product: WhatsApp.")


async def _proof(ctx: CheckContext) -> str:
    app_id = await ctx.reads.app_id()
    subscribed = [dig(app, "whatsapp_business_api_data", "id") for app in await ctx.reads.subscribed_apps()]
    if app_id is not None and app_id in map(str, subscribed):
        return f"app {app_id} is subscribed to the WABA"
    if ctx.settings.graph.app_id is None or ctx.settings.graph.app_secret is None:
        return ""
    try:
        name = (await ctx.reads.app()).get("name", app_id)
        subscriptions = await ctx.reads.app_subscriptions()
    except (ApiError, TransportError):
        return ""
    listens = any(entry.get("object") == "whatsapp_business_account" for entry in subscriptions)
    return f"app '{name}' has WhatsApp webhooks" if listens else ""


async def _blocked(ctx: CheckContext) -> Verdict | None:
    for entity in (await ctx.reads.waba_health()).get("entities") or ():
        if entity.get("entity_type") == "APP" and entity.get("can_send_message") == "BLOCKED":
            return warn(
                f"Meta blocks app {entity.get('id')} from sending.",
                f"wamigrate check {ctx.number.name} --only messaging-health says why.",
            )
    return None
