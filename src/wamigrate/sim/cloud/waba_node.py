"""The WABA node: its fields, and its edges asked for as fields."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.analytics import analytics, conversation_analytics, pricing_analytics
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import parameter
from wamigrate.sim.cloud.handlers_subscriptions import subscribed
from wamigrate.sim.cloud.handlers_templates import listed_templates
from wamigrate.sim.cloud.health import health_status
from wamigrate.sim.cloud.number_list import listed_numbers
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Asked, Fields, pick, plain
from wamigrate.sim.cloud.state import Waba

__all__ = ["DEFAULT", "NODE_TYPE", "change", "show", "waba_fields"]

NODE_TYPE = "WhatsAppBusinessAccount"
DEFAULT = ("name", "timezone_id", "message_template_namespace")
RULES: Rules = {
    "is_enabled_for_insights": Rule("boolean"),
    "name": Rule(shortest=1, longest=100),
    "timezone_id": Rule("id"),
    "disable_marketing_messages_on_cloud_api": Rule("boolean"),
    "degrees_of_freedom_spec": Rule("object"),
}


async def show(call: Call) -> JsonObject:
    """GET /{waba}"""
    return pick(call.params, call.waba.id, NODE_TYPE, waba_fields(call), DEFAULT)


def waba_fields(call: Call) -> Fields:
    """Every field of the WABA of a call."""
    waba = call.waba
    return {
        "name": plain(waba.name),
        "timezone_id": plain(waba.timezone_id),
        "message_template_namespace": plain(waba.namespace),
        "account_review_status": plain(waba.account_review_status),
        "business_verification_status": plain(waba.business_verification_status),
        "country": plain(waba.country),
        "currency": plain(waba.currency),
        "ownership_type": plain(waba.ownership_type),
        "on_behalf_of_business_info": plain(_owner(waba)),
        "owner_business_info": plain({"name": waba.business.name, "id": waba.business.id}),
        "owner_business": plain({"name": waba.business.name, "id": waba.business.id}),
        "primary_funding_id": plain(None),
        "purchase_order_number": plain(None),
        "is_enabled_for_insights": plain(waba.insights),
        "is_shared_with_partners": plain(False),
        "status": plain("ACTIVE"),
        "marketing_messages_lite_api_status": plain(None),
        "marketing_messages_onboarding_status": plain(None),
        "primary_business_location": plain(None),
        "auth_international_rate_eligibility": plain(None),
        "creation_time": plain(None),
        "audiences": plain(None),
        "dcc_config": plain(None),
        "disable_marketing_messages_on_cloud_api": plain(waba.marketing_disabled),
        "health_status": lambda asked: plain(health_status(call))(asked),
        "analytics": lambda asked: analytics(call, asked.filters),
        "conversation_analytics": lambda asked: conversation_analytics(call, asked.filters),
        "pricing_analytics": lambda asked: pricing_analytics(call, asked.filters),
        **_edges(call),
    }


def _edges(call: Call) -> Fields:
    def edge(asked: Asked) -> JsonObject:
        inner = call.about(call.node, asked.params)
        inner.path = [call.waba.id, asked.name]
        return EDGES[asked.name](inner)

    return dict.fromkeys(EDGES, edge)


EDGES = {
    "phone_numbers": listed_numbers,
    "message_templates": listed_templates,
    "subscribed_apps": subscribed,
}


def _owner(waba: Waba) -> JsonObject:
    return {"name": waba.business.name, "id": waba.business.id, "status": "APPROVED", "type": "SELF"}


async def change(call: Call) -> JsonObject:
    """POST /{waba}: template insights (they cannot be switched off again), name, time zone"""
    given = checked(call.params, RULES)
    if not given:
        raise parameter("Invalid parameter")
    waba = call.waba
    if given.get("is_enabled_for_insights") is False and waba.insights:
        raise parameter("Template insights cannot be disabled once they are enabled.")
    waba.insights = given.get("is_enabled_for_insights", waba.insights)
    waba.marketing_disabled = given.get("disable_marketing_messages_on_cloud_api", waba.marketing_disabled)
    waba.name = given.get("name", waba.name)
    waba.timezone_id = given.get("timezone_id", waba.timezone_id)
    return {"id": waba.id}
