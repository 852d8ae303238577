"""register, deregister and the codes by SMS: the calls that move a number between the two sides."""

from __future__ import annotations

import re
import secrets

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.fields import REGIONS
from wamigrate.sim.cloud.params import as_object, required
from wamigrate.sim.cloud.registration import Attempt, move, refuse_by_history, spend
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.faults import seconds
from wamigrate.sim.number import Side

__all__ = ["deregister", "register", "request_code", "verify_code"]

PIN = re.compile(r"[0-9]{6}")
LAST_WITH_REGION = 20
LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Z]{2})?")
CODE_LIFE = 600.0
HOUR = 3600.0
CODES_PER_HOUR = 5
WRONG_CODES = 5
OTHER_PARAMETERS: Rules = {
    "tier": Rule(choices=("PROD", "SANDBOX")),
    "meta_store_retention_minutes": Rule("integer"),
}
CODE_REQUEST: Rules = {
    "code_method": Rule(required=True, choices=("SMS", "VOICE")),
    "language": Rule(required=True),
}


async def register(call: Call) -> JsonObject:
    """POST /{phone number id}/register"""
    params = call.params
    need_product(params)
    checked(params, OTHER_PARAMETERS)
    attempt = Attempt(_pin(call), *_backup(params), _region(call))
    number, world = call.number, call.world
    spend(world, number, number.registers)
    refuse_by_history(world, number)
    success = world.faults.take("success_false", number.name) if world.faults else None
    effect = success is None or not isinstance(success.value, dict) or success.value.get("effect", True)
    if effect:
        slow = world.faults.take("register_seconds", number.name) if world.faults else None
        wait = seconds(slow) if slow is not None else number.spec.register_seconds
        await move(world, number, attempt, wait)
    if success is not None:
        return {"success": False}
    text = world.faults and world.faults.take("success_string", number.name)
    return {"success": "true"} if text else SUCCESS


def _pin(call: Call) -> str:
    pin = required(call.params, "pin")
    if not isinstance(pin, str) or not PIN.fullmatch(pin):
        raise parameter("Param pin must be a string of 6 digits.")
    if call.world.options.weak_pins_refused and len(set(pin)) == 1:
        raise GraphError(100, "The PIN is too simple")
    return pin


def _backup(params: JsonObject) -> tuple[str | None, str | None]:
    if params.get("backup") is None:
        return None, None
    backup = as_object(params["backup"], "backup")
    for key in backup:
        if key not in ("data", "password"):
            raise parameter(f'Unexpected key "{key}" on param "backup".')
    for key in ("data", "password"):
        if not isinstance(backup.get(key), str) or not backup[key]:
            raise parameter(f"The parameter backup['{key}'] is required.")
    return backup["data"], backup["password"]


def _region(call: Call) -> str | None:
    region = call.params.get("data_localization_region")
    if region is None:
        return None
    if str(region).upper() not in REGIONS:
        names = ", ".join(REGIONS)
        raise parameter(f'Param data_localization_region must be one of {{{names}}} - got "{region}".')
    if call.version <= LAST_WITH_REGION:
        return str(region).upper()
    if call.world.options.late_region == "ignored":
        return None
    raise parameter("data_localization_region cannot be set here from v21.0 on, use the settings endpoint")


async def deregister(call: Call) -> JsonObject:
    """POST /{phone number id}/deregister"""
    number, world = call.number, call.world
    spend(world, number, number.deregisters)
    fault = world.faults.peek("incomplete_deregistration", number.name) if world.faults else None
    if fault is not None:
        world.faults.remove(fault.id)
        number.side = Side.NONE
        return SUCCESS
    if number.side is not Side.CLOUD:
        raise GraphError(100, "The phone number is not registered", subcode=2207051)
    number.side = Side.NONE
    number.throughput = "NOT_APPLICABLE"
    number.storage_region = None
    return SUCCESS


async def request_code(call: Call) -> JsonObject:
    """POST /{phone number id}/request_code"""
    # `locale` is what the API's first clients call it.
    asked = {"language": call.params.get("locale"), **call.params}
    language = checked(asked, CODE_REQUEST)["language"]
    if not LANGUAGE.fullmatch(language):
        raise GraphError(100, f"language {language} is not supported")
    number, now = call.number, call.now
    if number.side is Side.CLOUD:
        text = "The phone number is in use. Wait for 1 hour and try again."
        raise GraphError(136024, subcode=2388091, user=("Code not sent", text))
    number.code_requests = [t for t in number.code_requests if t > now - HOUR]
    if len(number.code_requests) >= CODES_PER_HOUR or call.world.faults.take("otp_throttled", number.name):
        raise GraphError(136024, subcode=2388091, user=("Code not sent", "Wait for 1 hour and try again."))
    number.code_requests.append(now)
    number.otp = f"{secrets.randbelow(1_000_000):06d}"
    number.otp_ends_at = now + CODE_LIFE
    number.wrong_codes = 0
    return SUCCESS


async def verify_code(call: Call) -> JsonObject:
    """POST /{phone number id}/verify_code"""
    code = str(required(call.params, "code"))
    if not PIN.fullmatch(code):
        raise GraphError(100, "code must have six digits, without a hyphen")
    number, faults = call.number, call.world.faults
    if faults.take("otp_expired", number.name) or number.otp is None or call.now > number.otp_ends_at:
        raise GraphError(136025, "The code has expired. Request a new one.", subcode=2388093)
    if code != number.otp or faults.take("otp_wrong", number.name):
        number.wrong_codes += 1
        if number.wrong_codes >= WRONG_CODES:
            number.otp = None
        raise GraphError(136025, "The code is wrong.", subcode=2388093)
    number.otp = None
    number.code_status, number.code_verified_at = "VERIFIED", call.now
    return SUCCESS
