"""The app, the people and the businesses: their nodes, and the app's webhook subscriptions."""

from __future__ import annotations

from typing import cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.handlers_number import check_endpoint
from wamigrate.sim.cloud.params import required
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.cloud.state import App, User
from wamigrate.sim.webhooks import acceptable_endpoint

__all__ = ["WEBHOOK_FIELDS", "show", "show_subscriptions", "show_user", "subscribe", "unsubscribe"]

OBJECT = "whatsapp_business_account"
WEBHOOK_FIELDS = (
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "business_status_update",
    "calls",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_echoes",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "standby",
    "template_category_update",
    "template_correct_category_detection",
    "tracking_events",
    "user_preferences",
)
FIELD_LIST: Rules = {"fields": Rule("array", items=Rule(), commas=True)}


async def show(call: Call) -> JsonObject:
    """GET /{app}"""
    app = call.app
    known: Fields = {
        "name": plain(app.name),
        "link": plain(f"https://www.facebook.com/games/?app_id={app.id}"),
        "category": plain("Business"),
        "namespace": plain(None),
        "description": plain(None),
        "app_domains": plain([]),
        "company": plain(None),
        "subscriptions": plain(_subscriptions(call, app) if call.token.kind == "APP" else None),
    }
    return pick(call.params, app.id, "Application", known, ("category", "link", "name"))


async def show_user(call: Call) -> JsonObject:
    """GET /me and GET /{user}"""
    user = cast("User", call.node)
    return pick(call.params, user.id, "User", {"name": plain(user.name)}, ("name",))


async def show_subscriptions(call: Call) -> JsonObject:
    """GET /{app}/subscriptions"""
    return _subscriptions(call, _with_app_token(call))


def _subscriptions(call: Call, app: App) -> JsonObject:
    if not app.fields:
        return {"data": []}
    fields = [{"name": name, "version": f"v{call.version}.0"} for name in app.fields]
    return {"data": [{"object": OBJECT, "callback_url": app.callback_url, "active": True, "fields": fields}]}


async def subscribe(call: Call) -> JsonObject:
    """POST /{app}/subscriptions"""
    app = _with_app_token(call)
    wanted = str(required(call.params, "object"))
    if wanted.lower() != OBJECT:
        raise parameter(f'Param object must be one of {{WHATSAPP_BUSINESS_ACCOUNT}} - got "{wanted}".')
    url, token = str(required(call.params, "callback_url")), str(required(call.params, "verify_token"))
    names = _field_names(call)
    if not acceptable_endpoint(url):
        text = "(#2200) callback verification failed with the following errors: not HTTPS"
        raise GraphError(2200, message=text)
    await check_endpoint(call, url, token)
    app.callback_url, app.verify_token, app.fields = url, token, names
    return SUCCESS


async def unsubscribe(call: Call) -> JsonObject:
    """DELETE /{app}/subscriptions"""
    app = _with_app_token(call)
    gone = set(_field_names(call) or app.fields)
    app.fields = [f for f in app.fields if f not in gone]
    return SUCCESS


def _field_names(call: Call) -> list[str]:
    given = checked(call.params, FIELD_LIST).get("fields") or []
    names = [n.strip() for n in given if n.strip()]
    for place, name in enumerate(names):
        if name not in WEBHOOK_FIELDS:
            known = ", ".join(f.upper() for f in WEBHOOK_FIELDS)
            raise parameter(f'Param fields[{place}] must be one of {{{known}}} - got "{name}".')
    return names


def _with_app_token(call: Call) -> App:
    if call.token.kind != "APP":
        raise GraphError(15)
    return call.app
