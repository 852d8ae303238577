"""Registration, shards, two-step verification."""

from __future__ import annotations

import re
import secrets

from wamigrate.core.payload import JsonObject
from wamigrate.sim.http import Response
from wamigrate.sim.number import Side
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong

__all__ = ["delete_two_step", "register", "set_shards", "set_two_step", "show_shards", "verify"]

PIN = re.compile(r"[0-9]{6}")
SHARDS = (1, 2, 4, 8, 16, 32)
CERTIFICATE_NEEDED = (2, 45)
CODE_LIFE = 600.0


async def register(call: Call) -> Response:
    """POST /v1/account: closed to everybody since 2024"""
    _refuse_if_blocked(call)
    body = call.object()
    for name in ("cc", "phone_number", "method", "cert"):
        if body.get(name) in (None, ""):
            raise missing(name)
    if body["method"] not in ("sms", "voice"):
        raise wrong("method", "must be sms or voice")
    if call.number.side is Side.ONPREM and call.place.gateway == "connected":
        return nothing(call, 201)
    _check_pin(call, body)
    call.number.otp = f"{secrets.randbelow(900_000) + 100_000}"
    call.number.otp_ends_at = call.now + CODE_LIFE
    return done(call, {"account": [{"vname": call.number.verified_name}]}, 202)


async def verify(call: Call) -> Response:
    """POST /v1/account/verify: the number is registered here, with new keys"""
    _refuse_if_blocked(call)
    number, code = call.number, call.text("code")
    if number.otp is None or code.replace("-", "") != number.otp or call.now > number.otp_ends_at:
        raise OnPremRefusal(1005, "The code is wrong or has expired")
    number.otp = None
    number.side, number.registered_onprem = Side.ONPREM, True
    number.identity = call.world.new_identity()
    call.place.gateway = "connected"
    call.world.nudge()
    return nothing(call, 201)


def _refuse_if_blocked(call: Call) -> None:
    if call.options.registration == "blocked" or call.number.side is Side.CLOUD:
        raise OnPremRefusal(1005, "Unknown error: biz_link_on_prem_reg_blocked")


async def show_shards(call: Call) -> Response:
    """GET /v1/account/shards"""
    return done(call, {"account": {"shards": call.place.shards}})


async def set_shards(call: Call) -> Response:
    """POST /v1/account/shards: a text or a number; the certificate is needed from v2.45 on"""
    body = call.object()
    needed = ["cc", "phone_number", "shards"]
    if call.place.release >= CERTIFICATE_NEEDED:
        needed.append("cert")
    for name in needed:
        if body.get(name) in (None, ""):
            raise missing(name)
    shards = int(body["shards"]) if str(body["shards"]) in map(str, SHARDS) else 0
    if shards not in SHARDS:
        raise wrong("shards", "must be one of 1, 2, 4, 8, 16, 32")
    if call.fault("shards_refused"):
        raise OnPremRefusal(1011, "The number of shards cannot be changed now, try again later", status=403)
    call.need_connection()
    _check_pin(call, body)
    call.place.shards = shards
    call.place.topology = "multiconnect" if shards > 1 else call.place.topology
    return nothing(call, 201)


def _check_pin(call: Call, body: JsonObject) -> None:
    pin = call.number.pin
    if pin is not None and str(body.get("pin")) != pin:
        raise OnPremRefusal(1005, "Two-step verification PIN is missing or wrong")


async def set_two_step(call: Call) -> Response:
    """POST /v1/settings/account/two-step"""
    pin = call.object().get("pin")
    if pin is None:
        raise missing("pin")
    if not isinstance(pin, str) or not PIN.fullmatch(pin):
        raise wrong("pin", "must be six digits")
    _allow_two_step(call)
    call.number.pin = pin
    return nothing(call)


async def delete_two_step(call: Call) -> Response:
    """DELETE /v1/settings/account/two-step"""
    _allow_two_step(call)
    call.number.pin = None
    return nothing(call)


def _allow_two_step(call: Call) -> None:
    call.need_connection()
    if call.fault("two_step_refused"):
        raise OnPremRefusal(1014, "Two-step verification could not be changed")
