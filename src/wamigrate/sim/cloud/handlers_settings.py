"""Settings of a number: local storage, identity check, calling, payload encryption."""

from __future__ import annotations

import hashlib
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.fields import REGIONS
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.number import PhoneNumber, Side

__all__ = ["change_settings", "show_settings"]

SWITCH = Rule(required=True, choices=("ENABLED", "DISABLED"))
IN_COUNTRY, NOT_IN_COUNTRY = "IN_COUNTRY_STORAGE_ENABLED", "IN_COUNTRY_STORAGE_DISABLED"
RULES: Rules = {
    "storage_configuration": Rule(
        "object",
        keys={
            "status": Rule(required=True, choices=(IN_COUNTRY, NOT_IN_COUNTRY)),
            "data_localization_region": Rule(choices=REGIONS),
            "retention_minutes": Rule("integer"),
        },
    ),
    "user_identity_change": Rule(
        "object", keys={"enable_identity_key_check": Rule("boolean", required=True)}
    ),
    "payload_encryption": Rule(
        "object",
        keys={"status": SWITCH, "client_encryption_key": Rule(shortest=1)},
    ),
    "calling": Rule("object"),
}
CALLING: Rules = {
    "status": Rule(choices=("ENABLED", "DISABLED")),
    "call_icon_visibility": Rule(choices=("DEFAULT", "DISABLE_ALL", "VISIBLE", "HIDDEN")),
    "callback_permission_status": Rule(choices=("ENABLED", "DISABLED")),
    "srtp_key_exchange_protocol": Rule(choices=("DTLS", "SDES", "DTLS-SRTP", "SDES-SRTP")),
    "sip": Rule("object"),
    "video": Rule("object"),
    "audio": Rule("object"),
    "call_hours": Rule("object"),
    "call_icons": Rule("object"),
    "ip_addresses": Rule("object"),
    "restrict_to_user_countries": Rule("array"),
}


async def show_settings(call: Call) -> JsonObject:
    """GET /{phone number id}/settings"""
    number = call.number
    region = number.storage_region
    storage = {"status": IN_COUNTRY if region else "DEFAULT"}
    if region:
        storage["data_localization_region"] = region
    identity = {"enable_identity_key_check": number.identity_check}
    settings = number.extras.settings
    calling = settings.get("calling") or {"status": "DISABLED", "call_icon_visibility": "DEFAULT"}
    encryption = settings.get("payload_encryption") or {"status": "DISABLED"}
    return {
        "calling": calling,
        "storage_configuration": storage,
        "user_identity_change": identity,
        "payload_encryption": encryption,
    }


async def change_settings(call: Call) -> JsonObject:
    """POST /{phone number id}/settings"""
    number = call.number
    given = checked(call.params, RULES)
    if not given:
        raise parameter("Invalid parameter")
    if "storage_configuration" in given:
        _set_storage(number, given["storage_configuration"])
    if "user_identity_change" in given:
        number.identity_check = given["user_identity_change"]["enable_identity_key_check"]
    if "payload_encryption" in given:
        number.extras.settings["payload_encryption"] = _encryption(given["payload_encryption"])
    if "calling" in given:
        number.extras.settings["calling"] = _calling(number, given["calling"])
    return SUCCESS


def _set_storage(number: PhoneNumber, given: JsonObject) -> None:
    if number.side is Side.CLOUD:
        raise GraphError(100, "The phone number must be unregistered")
    if given["status"] == NOT_IN_COUNTRY:
        number.storage_region = None
        return
    if "data_localization_region" not in given:
        raise parameter("The parameter storage_configuration['data_localization_region'] is required.")
    number.storage_region = given["data_localization_region"]


def _encryption(given: JsonObject) -> JsonObject:
    key = given.get("client_encryption_key")
    if given["status"] == "DISABLED":
        return {"status": "DISABLED"}
    if key is None:
        raise parameter("The parameter payload_encryption['client_encryption_key'] is required.")
    fingerprint = hashlib.sha256(str(key).encode()).hexdigest()
    return {"status": "ENABLED", "client_encryption_key_fingerprint": fingerprint}


def _calling(number: PhoneNumber, given: Any) -> JsonObject:
    for key in given:
        if key not in CALLING:
            raise parameter(f'Unexpected key "{key}" on param "calling".')
    names = {f"calling['{key}']": rule for key, rule in CALLING.items()}
    found = checked({f"calling['{key}']": value for key, value in given.items()}, names)
    old = number.extras.settings.get("calling") or {"status": "DISABLED", "call_icon_visibility": "DEFAULT"}
    return {**old, **{key: found[f"calling['{key}']"] for key in given}}
