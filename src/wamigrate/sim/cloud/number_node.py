"""The phone number node: every field of it, and the list of a WABA's numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.health import health_status
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.profile import shown_profile
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["DEFAULT", "NODE_TYPE", "number_fields", "show", "shown_number"]

NODE_TYPE = "WhatsAppBusinessPhoneNumber"
DEFAULT = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "last_onboarded_time",
    "webhook_configuration",
)
# Dial codes of the countries with the most numbers; of others nothing is shown.
COUNTRIES = {
    "1": "US",
    "27": "ZA",
    "33": "FR",
    "34": "ES",
    "39": "IT",
    "44": "GB",
    "49": "DE",
    "52": "MX",
    "54": "AR",
    "55": "BR",
    "57": "CO",
    "61": "AU",
    "62": "ID",
    "65": "SG",
    "81": "JP",
    "91": "IN",
    "234": "NG",
    "254": "KE",
    "598": "UY",
    "966": "SA",
    "971": "AE",
    "972": "IL",
}


async def show(call: Call) -> JsonObject:
    """GET /{phone number id}"""
    return shown_number(call)


def shown_number(call: Call) -> JsonObject:
    """The number of the call with the fields that are asked for."""
    return pick(call.params, call.number.id, NODE_TYPE, number_fields(call), DEFAULT)


def number_fields(call: Call) -> Fields:
    """Every field of the node, as functions: most are never asked for."""
    world, number, spec = call.world, call.number, call.number.spec
    dial = next((number.phone[:size] for size in (3, 2, 1) if number.phone[:size] in COUNTRIES), None)
    profile = page(
        call.about(number, {}), [shown_profile(number, None)], f"{number.id}/whatsapp_business_profile"
    )
    return {
        "display_phone_number": plain(number.display_phone_number),
        "verified_name": plain(number.verified_name),
        "quality_rating": plain(spec.quality_rating),
        "quality_score": plain({"score": spec.quality_rating}),
        "code_verification_status": plain(number.verification(world.clock.now())),
        "name_status": plain("PENDING_REVIEW" if _name_pending(world, number) else number.name_status),
        "new_name_status": plain(number.new_name_status),
        "new_display_name": plain(number.extras.requested_name),
        "certificate": plain(spec.certificate),
        "new_certificate": plain(spec.new_certificate),
        "account_mode": plain(spec.account_mode),
        "status": plain(_status(world, number)),
        "platform_type": plain(number.platform_type),
        "host_platform": plain(number.platform_type),
        "throughput": plain({"level": number.throughput}),
        "is_official_business_account": plain(number.is_oba),
        "is_pin_enabled": plain(number.pin is not None),
        "is_on_biz_app": plain(False),
        "is_preverified_number": plain(False),
        "messaging_limit_tier": plain(spec.messaging_limit_tier),
        "whatsapp_business_manager_messaging_limit": plain(spec.messaging_limit_tier),
        "last_onboarded_time": plain(_onboarded(number)),
        "search_visibility": plain("NON_VISIBLE"),
        "eligibility_for_api_business_global_search": plain("NON_ELIGIBLE_VERIFIED_LEVEL"),
        "webhook_configuration": plain(_webhooks(call, number)),
        "health_status": lambda asked: plain(health_status(call))(asked),
        "conversational_automation": plain(_automation(number)),
        "country_dial_code": plain(dial),
        "country_code": plain(COUNTRIES.get(dial or "")),
        "unified_cert_status": plain(number.name_status),
        "username": plain(number.extras.username),
        "whatsapp_business_profile": plain(profile),
    }


def _name_pending(world: World, number: PhoneNumber) -> bool:
    return bool(world.faults) and world.faults.peek("name_pending", number.name) is not None


def _status(world: World, number: PhoneNumber) -> str:
    if number.spec.status is not None:
        return number.spec.status
    if number.side is Side.NONE and (_name_pending(world, number) or _fresh(number)):
        return "PENDING"
    return "DISCONNECTED" if world.side(number) is Side.NONE else "CONNECTED"


def _fresh(number: PhoneNumber) -> bool:
    """Added to the WABA, and never registered."""
    return bool(number.extras.created_at) and number.onboarded_at is None


def _onboarded(number: PhoneNumber) -> str | None:
    if number.onboarded_at is None or number.spec.account_mode == "SANDBOX":
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


def _automation(number: PhoneNumber) -> Json:
    if number.extras.automation is None:
        return None
    return {**number.extras.automation, "id": number.id}
