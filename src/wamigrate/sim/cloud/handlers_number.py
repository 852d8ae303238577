"""The phone number node: its fields, its PIN, its settings, its profile."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product, select
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.fields import PROFILE, PROFILE_VERTICALS, REGIONS
from wamigrate.sim.cloud.health import health_status
from wamigrate.sim.cloud.params import as_bool, as_object, split_fields
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.webhooks import acceptable_endpoint
from wamigrate.sim.world import World

__all__ = [
    "DEFAULT",
    "NODE_TYPE",
    "change",
    "change_profile",
    "change_settings",
    "number_fields",
    "set_override",
    "show",
    "show_profile",
    "show_settings",
]

NODE_TYPE = "WhatsAppBusinessPhoneNumber"
DEFAULT = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
)
PIN = re.compile(r"[0-9]{6}")


async def show(call: Call) -> JsonObject:
    """GET /{phone number id}"""
    return select(call, NODE_TYPE, number_fields(call, call.number), DEFAULT)


def number_fields(call: Call, number: PhoneNumber) -> dict[str, Callable[[str], Json]]:
    """Every field of the node, as functions: most are never asked for."""
    world = call.world
    spec = number.spec
    return {
        "id": lambda _: number.id,
        "display_phone_number": lambda _: number.display_phone_number,
        "verified_name": lambda _: number.verified_name,
        "quality_rating": lambda _: spec.quality_rating,
        "quality_score": lambda _: {"score": spec.quality_rating},
        "code_verification_status": lambda _: number.verification(world.clock.now()),
        "name_status": lambda _: "PENDING_REVIEW" if _name_pending(world, number) else number.name_status,
        "new_name_status": lambda _: number.new_name_status,
        "certificate": lambda _: None,
        "new_certificate": lambda _: None,
        "account_mode": lambda _: spec.account_mode,
        "status": lambda _: _status(world, number),
        "platform_type": lambda _: number.platform_type,
        "host_platform": lambda _: number.platform_type,
        "throughput": lambda _: {"level": number.throughput},
        "is_official_business_account": lambda _: number.is_oba,
        "is_pin_enabled": lambda _: number.pin is not None,
        "is_on_biz_app": lambda _: False,
        "is_preverified_number": lambda _: False,
        "messaging_limit_tier": lambda _: spec.messaging_limit_tier,
        "whatsapp_business_manager_messaging_limit": lambda _: spec.messaging_limit_tier,
        "last_onboarded_time": lambda _: _onboarded(number),
        "search_visibility": lambda _: "NON_VISIBLE",
        "eligibility_for_api_business_global_search": lambda _: "NON_ELIGIBLE_VERIFIED_LEVEL",
        "webhook_configuration": lambda _: _webhooks(call, number),
        "health_status": lambda _: health_status(call),
        "conversational_automation": lambda _: None,
    }


def _name_pending(world: World, number: PhoneNumber) -> bool:
    return bool(world.faults) and world.faults.peek("name_pending", number.name) is not None


def _status(world: World, number: PhoneNumber) -> str:
    if number.spec.status is not None:
        return number.spec.status
    if _name_pending(world, number) and number.side is Side.NONE:
        return "PENDING"
    return "DISCONNECTED" if world.side(number) is Side.NONE else "CONNECTED"


def _onboarded(number: PhoneNumber) -> str | None:
    if number.onboarded_at is None:
        return None
    return datetime.fromtimestamp(number.onboarded_at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _webhooks(call: Call, number: PhoneNumber) -> JsonObject:
    app = call.token_app()
    found: JsonObject = {}
    if number.webhook_override:
        found["phone_number"] = number.webhook_override
    subscription = number.waba.subscriptions.get(app.id)
    if subscription is not None and subscription.override:
        found["whatsapp_business_account"] = subscription.override
    return {**found, "application": app.callback_url}


async def change(call: Call) -> JsonObject:
    """POST /{phone number id}: PIN, webhook override, display name"""
    params, known = call.params, False
    if "pin" in params:
        _set_pin(call, params["pin"])
        known = True
    if "webhook_configuration" in params:
        given = as_object(params["webhook_configuration"], "webhook_configuration")
        url = await set_override(call, given)
        call.number.webhook_override = url
        known = True
    if "new_display_name" in params:
        call.number.new_name_status = "PENDING_REVIEW"
        known = True
    if not known:
        raise parameter("Invalid parameter")
    return SUCCESS


def _set_pin(call: Call, pin: Json) -> None:
    number = call.number
    if not PIN.fullmatch(str(pin)):
        raise GraphError(100, "pin must be a string of six digits")
    if number.side is not Side.CLOUD and not call.world.options.graph_pin_on_onprem:
        raise GraphError(133010)
    number.pin = str(pin)
    value = {"display_phone_number": number.phone, "event": "PIN_CHANGED", "requester": call.token.user_id}
    call.world.cloud_events.manage(number, "security", value)


async def set_override(call: Call, given: JsonObject) -> str | None:
    """Check a new override as Meta does: subscribed app, length, and a GET to the endpoint; "" removes it."""
    url = given.get("override_callback_uri")
    if not url:
        return None
    if call.token.app_id not in call.waba.subscriptions:
        text = "Before override the current callback uri, your app must be subscribed to receive messages"
        raise GraphError(100, text)
    token = given.get("verify_token")
    if not token:
        raise parameter("The parameter verify_token is required.")
    if len(str(url)) > 200 or not acceptable_endpoint(str(url)):
        raise GraphError(100, "override_callback_uri must be an HTTPS address of at most 200 characters")
    if not await call.world.poster.verify(str(url), str(token)):
        text = "(#2200) Callback verification failed: the challenge was not echoed"
        raise GraphError(2200, message=text)
    return str(url)


async def show_settings(call: Call) -> JsonObject:
    """GET /{phone number id}/settings"""
    region = call.number.storage_region
    storage = {"status": "IN_COUNTRY_STORAGE_ENABLED" if region else "IN_COUNTRY_STORAGE_DISABLED"}
    if region:
        storage["data_localization_region"] = region
    identity = {"enable_identity_key_check": call.number.identity_check}
    return {"storage_configuration": storage, "user_identity_change": identity}


async def change_settings(call: Call) -> JsonObject:
    """POST /{phone number id}/settings"""
    params, number = call.params, call.number
    if "storage_configuration" in params:
        given = as_object(params["storage_configuration"], "storage_configuration")
        if number.side is Side.CLOUD:
            raise GraphError(100, "The phone number must be unregistered")
        region = given.get("data_localization_region")
        off = given.get("status") == "IN_COUNTRY_STORAGE_DISABLED"
        if not off and region not in REGIONS:
            raise GraphError(100, f"data_localization_region must be one of {', '.join(REGIONS)}")
        number.storage_region = None if off else str(region)
    elif "user_identity_change" in params:
        given = as_object(params["user_identity_change"], "user_identity_change")
        number.identity_check = as_bool(given.get("enable_identity_key_check"))
    else:
        raise parameter("Invalid parameter")
    return SUCCESS


async def show_profile(call: Call) -> JsonObject:
    """GET /{phone number id}/whatsapp_business_profile"""
    wanted = split_fields(str(call.params.get("fields") or "about"))
    for name in wanted:
        if name not in (*PROFILE, "profile_picture_url", "messaging_product"):
            text = f"Tried accessing nonexisting field ({name}) on node type (WhatsAppBusinessProfile)"
            raise parameter(text)
    found = {k: call.number.profile[k] for k in wanted if call.number.profile.get(k)}
    return {"data": [{**found, "messaging_product": "whatsapp"}]}


async def change_profile(call: Call) -> JsonObject:
    """POST /{phone number id}/whatsapp_business_profile"""
    need_product(call.params)
    given = {k: v for k, v in call.params.items() if k in PROFILE}
    for name, value in given.items():
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(t, str) and len(t) <= PROFILE[name] for t in texts):
            raise GraphError(131009, f"{name} must not be longer than {PROFILE[name]} characters")
    if len(given.get("websites") or []) > 2:
        raise GraphError(131009, "At most 2 websites")
    vertical = given.get("vertical")
    if vertical and str(vertical).upper() not in PROFILE_VERTICALS:
        names = ", ".join(PROFILE_VERTICALS)
        raise parameter(f'Param vertical must be one of {{{names}}} - got "{vertical}".')
    call.number.profile.update(given)
    return SUCCESS
