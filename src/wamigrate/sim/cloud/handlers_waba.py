"""The WABA: its fields, numbers, templates, subscribed apps and analytics."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.analytics import analytics, priced_analytics
from wamigrate.sim.cloud.call import SUCCESS, Call, page, select
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.handlers_number import DEFAULT, NODE_TYPE, number_fields, set_override
from wamigrate.sim.cloud.health import health_status
from wamigrate.sim.cloud.params import as_bool, required
from wamigrate.sim.cloud.state import App, Subscription, Template, Waba
from wamigrate.sim.number import PhoneNumber

__all__ = [
    "change",
    "create_template",
    "delete_template",
    "message_templates",
    "phone_numbers",
    "show",
    "show_template",
    "subscribe_app",
    "subscribed_apps",
    "unsubscribe_app",
]

TEMPLATE_FIELDS = ("name", "parameter_format", "components", "language", "status", "category")
TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")


async def show(call: Call) -> JsonObject:
    """GET /{waba}"""
    waba = call.waba
    known: dict[str, Callable[[str], Json]] = {
        "id": lambda _: waba.id,
        "name": lambda _: waba.name,
        "timezone_id": lambda _: waba.timezone_id,
        "message_template_namespace": lambda _: waba.namespace,
        "account_review_status": lambda _: waba.account_review_status,
        "business_verification_status": lambda _: waba.business_verification_status,
        "country": lambda _: None,
        "currency": lambda _: waba.currency,
        "ownership_type": lambda _: waba.ownership_type,
        "on_behalf_of_business_info": lambda _: _owner(waba),
        "owner_business_info": lambda _: {"id": waba.business.id, "name": waba.business.name},
        "primary_funding_id": lambda _: None,
        "purchase_order_number": lambda _: None,
        "is_enabled_for_insights": lambda _: True,
        "status": lambda _: "ACTIVE",
        "marketing_messages_lite_api_status": lambda _: None,
        "health_status": lambda _: health_status(call),
        "phone_numbers": lambda _: page(call, _numbers(call)),
        "subscribed_apps": lambda _: page(call, _subscriptions(call)),
        "message_templates": lambda _: page(call, [_template(t) for t in waba.templates.values()]),
        "analytics": lambda asked: analytics(call, asked),
        "conversation_analytics": lambda asked: priced_analytics(call, asked),
        "pricing_analytics": lambda asked: priced_analytics(call, asked),
    }
    default = ("name", "timezone_id", "message_template_namespace")
    return select(call, "WhatsAppBusinessAccount", known, default)


def _owner(waba: Waba) -> JsonObject:
    return {"name": waba.business.name, "id": waba.business.id, "status": "APPROVED", "type": "SELF"}


async def change(call: Call) -> JsonObject:
    """POST /{waba}"""
    if not as_bool(call.params.get("is_enabled_for_insights")):
        raise parameter("Invalid parameter")
    return {"id": call.waba.id}


async def phone_numbers(call: Call) -> JsonObject:
    """GET /{waba}/phone_numbers"""
    return page(call, _numbers(call))


def _numbers(call: Call) -> list[JsonObject]:
    found = [n for n in call.world.numbers.values() if n.waba is call.waba]
    return [_number(call, n) for n in found]


def _number(call: Call, number: PhoneNumber) -> JsonObject:
    on_edge = call.request.path.rstrip("/").endswith("/phone_numbers")
    params = call.params if on_edge else {}
    one = Call(call.world, call.request, call.version, call.token, number, params)
    return select(one, NODE_TYPE, number_fields(one, number), DEFAULT)


async def subscribed_apps(call: Call) -> JsonObject:
    """GET /{waba}/subscribed_apps"""
    return page(call, _subscriptions(call))


def _subscriptions(call: Call) -> list[JsonObject]:
    found = []
    for subscription in call.waba.subscriptions.values():
        app = call.world.nodes.get(subscription.app_id)
        name = app.name if isinstance(app, App) else "Another app"
        link = f"https://www.facebook.com/games/?app_id={subscription.app_id}"
        shown: JsonObject = {
            "whatsapp_business_api_data": {"id": subscription.app_id, "name": name, "link": link}
        }
        if subscription.override:
            shown["override_callback_uri"] = subscription.override
        found.append(shown)
    return found


async def subscribe_app(call: Call) -> JsonObject:
    """POST /{waba}/subscribed_apps: without an override it wipes the one that is there"""
    url = await set_override(call, call.params)
    app_id = call.token.app_id
    call.waba.subscriptions[app_id] = Subscription(app_id, url)
    return SUCCESS


async def unsubscribe_app(call: Call) -> JsonObject:
    """DELETE /{waba}/subscribed_apps"""
    call.waba.subscriptions.pop(call.token.app_id, None)
    return SUCCESS


def _template(template: Template) -> JsonObject:
    return {
        "name": template.name,
        "parameter_format": "POSITIONAL",
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "id": template.id,
    }


def _template_fields(template: Template) -> dict[str, Callable[[str], Json]]:
    shown = _template(template)
    more: JsonObject = {"quality_score": {"score": "UNKNOWN"}, "rejected_reason": "NONE"}
    everything = {**shown, **more, "previous_category": None, "sub_category": None}
    return {name: (lambda _, value=value: value) for name, value in everything.items()}  # type: ignore[misc]


async def show_template(call: Call) -> JsonObject:
    """GET /{template id}"""
    template = cast("Template", call.node)
    known = _template_fields(template)
    known["health_status"] = lambda _: health_status(call)
    return select(call, "WhatsAppMessageTemplate", known, TEMPLATE_FIELDS)


async def message_templates(call: Call) -> JsonObject:
    """GET /{waba}/message_templates"""
    params, shown = call.params, []
    for template in call.waba.templates.values():
        if params.get("name") not in (None, template.name):
            continue
        if str(params.get("name_or_content", "")) not in template.name:
            continue
        if any(str(params[k]).upper() != str(getattr(template, k)).upper() for k in _filters(params)):
            continue
        one = Call(call.world, call.request, call.version, call.token, template, params)
        shown.append(select(one, "WhatsAppMessageTemplate", _template_fields(template), TEMPLATE_FIELDS))
    return page(call, shown)


def _filters(params: JsonObject) -> list[str]:
    return [k for k in ("language", "status", "category") if k in params]


async def create_template(call: Call) -> JsonObject:
    """POST /{waba}/message_templates"""
    params = call.params
    name, language = str(required(params, "name")), str(required(params, "language"))
    category = str(required(params, "category")).upper()
    components = params.get("components")
    if not isinstance(components, list):
        raise missing("components")
    if not TEMPLATE_NAME.fullmatch(name):
        raise GraphError(100, message="Invalid parameter", subcode=2388050)
    if category not in CATEGORIES:
        raise parameter(f'Param category must be one of {{{", ".join(CATEGORIES)}}} - got "{category}".')
    if call.waba.find_template(name, language):
        user = (
            "Content in This Language Already Exists",
            f"There is already {language} content for this template.",
        )
        raise GraphError(100, message="Invalid parameter", subcode=2388024, user=user)
    shown = [{**c, "type": str(c.get("type", "")).upper()} for c in components]
    template = Template(ids.media_number(), name, language, category, "PENDING", shown)
    call.waba.templates[template.id] = template
    call.world.add(template)
    return {"id": template.id, "status": "PENDING", "category": category}


async def delete_template(call: Call) -> JsonObject:
    """DELETE /{waba}/message_templates"""
    name, wanted = str(required(call.params, "name")), call.params.get("hsm_id")
    templates = call.waba.templates
    gone = [t.id for t in templates.values() if t.name == name and wanted in (None, t.id)]
    if not gone:
        user = ("Message Template Not Found", f"name={name}")
        raise GraphError(100, message="Invalid parameter", subcode=2593002, user=user, transient=False)
    for template_id in gone:
        del templates[template_id]
        call.world.nodes.pop(template_id, None)
    return SUCCESS
