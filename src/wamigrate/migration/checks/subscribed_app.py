"""The app is subscribed to the WABA, and messages go where they should.

Why: the commonest silence after a move is an app that was never subscribed: the dashboard's test event
    arrives, real messages do not. An override sends them elsewhere, and subscribing anew wipes it.
Sees: subscribed_apps of the WABA with their overrides; webhook_configuration of the number, where the
    number's override goes before the WABA's, and that before the app's address.
Fix: `wamigrate migrate` subscribes the app before the gate, and keeps an override that is there.
Source: Meta, migration document, "Webhooks"; "Webhooks overrides".
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from wamigrate.config.file import BRIDGE_WEBHOOKS
from wamigrate.core.payload import JsonObject, dig
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, info, ok, warn, worst

__all__ = ["check"]

LONGEST_OVERRIDE = 200

check = Check(__name__, id="P09", covers=("F39", "F40", "F41"), again=True, gravity=Level.WARN, strict=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    apps = await ctx.reads.subscribed_apps()
    app_id = await ctx.reads.app_id()
    if app_id is None:
        return _unknown_app(ctx, apps)
    ours = next((app for app in apps if _id(app) == app_id), None)
    if ours is None:
        return _not_subscribed(ctx, f"App {app_id} is not subscribed to WABA {ctx.number.waba_id}.")
    others = ", ".join(_id(app) for app in apps if app is not ours)
    shared = info(f"Other apps get the same webhooks: {others}.") if others else None
    return worst(ok(f"App {app_id} is subscribed."), await _route(ctx, ours), _too_long(ctx), shared)


def _id(app: JsonObject) -> str:
    return str(dig(app, "whatsapp_business_api_data", "id"))


def _unknown_app(ctx: CheckContext, apps: Sequence[JsonObject]) -> Verdict:
    if not apps:
        return _not_subscribed(ctx, f"No app is subscribed to WABA {ctx.number.waba_id}.")
    seen = f"{len(apps)} app(s) are subscribed; which one is yours is not known."
    return warn(seen, "Set app_id in [graph].")


def _not_subscribed(ctx: CheckContext, seen: str) -> Verdict:
    if ctx.final:
        return error(seen, f"POST /{ctx.number.waba_id}/subscribed_apps with the number's token.")
    return warn(seen, "Nothing to do now: `wamigrate migrate` subscribes it before the gate.")


async def _route(ctx: CheckContext, ours: JsonObject) -> Verdict | None:
    """Which address gets the messages, where an override decides it or it is not the configured one."""
    configured = (await ctx.reads.phone_number()).get("webhook_configuration")
    of_waba = ours.get("override_callback_uri") or dig(configured, "whatsapp_business_account")
    overrides = (("the number's override", dig(configured, "phone_number")), ("the WABA's override", of_waba))
    for whose, url in overrides:
        if url:
            seen = f"Messages go to {_shown(url)} ({whose})."
            todo = "Change the override or webhook_url before the window: an override is never touched by us."
            return info(seen) if _is_ours(ctx, url) else warn(f"{seen} That is not {_wanted(ctx)}.", todo)
    callback = dig(configured, "application")
    if not callback or _is_ours(ctx, callback):
        return None
    return warn(
        f"Messages go to {_shown(callback)} (the app's callback address), not to {_wanted(ctx)}.",
        "Set [bridge] public_url, or make the bridge's /webhooks/cloud the app's callback address: else the "
        "application hears nothing after the move."
        if ctx.number.webhook_url is None
        else "`wamigrate migrate` makes webhook_url the WABA's override; that needs app_id, app_secret and "
        "verify_token in [graph].",
    )


def _is_ours(ctx: CheckContext, url: str) -> bool:
    """Whether it is the configured address; without one, a bridge's if one is there, else any will do."""
    if ctx.number.webhook_url is not None:
        return url.rstrip("/") == ctx.number.webhook_url.rstrip("/")
    return not (ctx.bridged or ctx.living) or urlsplit(url).path.endswith(BRIDGE_WEBHOOKS)


def _wanted(ctx: CheckContext) -> str:
    return "the bridge" if ctx.number.webhook_url is None else "the number's webhook_url"


def _shown(url: str) -> str:
    """An address without its query, where secrets may stand."""
    return url.split("?")[0]


def _too_long(ctx: CheckContext) -> Verdict | None:
    if len(ctx.number.webhook_url or "") <= LONGEST_OVERRIDE:
        return None
    return warn(
        "webhook_url is longer than Meta takes as an override.", f"Keep to {LONGEST_OVERRIDE} characters."
    )
