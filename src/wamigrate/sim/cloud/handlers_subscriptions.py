"""Which apps hear of a WABA: subscribe, wipe or set the override, unsubscribe."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.handlers_number import set_override
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.state import App, Subscription

__all__ = ["subscribe_app", "subscribed", "subscribed_apps", "unsubscribe_app"]

RULES: Rules = {"override_callback_uri": Rule(), "verify_token": Rule()}


async def subscribed_apps(call: Call) -> JsonObject:
    """GET /{waba}/subscribed_apps"""
    return subscribed(call)


def subscribed(call: Call) -> JsonObject:
    """The subscriptions, as the edge and the field of the same name show them; they come without paging."""
    found = page(call, [_shown(call, s) for s in call.waba.subscriptions.values()])
    return {"data": found["data"]}


def _shown(call: Call, subscription: Subscription) -> JsonObject:
    app = call.world.nodes.get(subscription.app_id)
    name = app.name if isinstance(app, App) else "Another app"
    link = f"https://www.facebook.com/games/?app_id={subscription.app_id}"
    shown: JsonObject = {
        "whatsapp_business_api_data": {"link": link, "name": name, "id": subscription.app_id}
    }
    if subscription.override:
        shown["override_callback_uri"] = subscription.override
    return shown


async def subscribe_app(call: Call) -> JsonObject:
    """POST /{waba}/subscribed_apps: without an override it wipes the one that is there"""
    url = await set_override(call, checked(call.params, RULES))
    app_id = call.token.app_id
    call.waba.subscriptions[app_id] = Subscription(app_id, url)
    return SUCCESS


async def unsubscribe_app(call: Call) -> JsonObject:
    """DELETE /{waba}/subscribed_apps"""
    call.waba.subscriptions.pop(call.token.app_id, None)
    return SUCCESS
