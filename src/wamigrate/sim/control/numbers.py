"""Numbers: where each one is, and what its owner or Meta would change about it."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.state import Subscription
from wamigrate.sim.control.common import body_of, number_named, only
from wamigrate.sim.http import Request
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["change_number", "numbers", "one_number", "shown_number"]

DELETION = 300.0
CHANGEABLE: dict[str, tuple[str, Any]] = {
    "pin": ("pin", (str, type(None))),
    "name_status": ("name_status", str),
    "new_name_status": ("new_name_status", str),
    "verified_name": ("verified_name", str),
    "oba": ("is_oba", bool),
    "code_verification_status": ("code_status", str),
    "webhook_override": ("webhook_override", (str, type(None))),
}


async def numbers(world: World, request: Request, path: dict[str, str]) -> Json:
    return [shown_number(world, n) for n in world.numbers.values()]


async def one_number(world: World, request: Request, path: dict[str, str]) -> Json:
    return shown_number(world, number_named(world, path["name"]))


async def change_number(world: World, request: Request, path: dict[str, str]) -> Json:
    number = number_named(world, path["name"])
    known = {k: kind for k, (_, kind) in CHANGEABLE.items()}
    body = only(body_of(request), {**known, "deleted": bool, "subscribed": bool, "webhook_url": str})
    for key, value in body.items():
        if key in CHANGEABLE:
            setattr(number, CHANGEABLE[key][0], value)
        if key == "code_verification_status":
            number.code_verified_at = world.clock.now()
        if key == "webhook_url":
            number.deployment.settings["webhooks"]["url"] = value
        if key == "subscribed":
            _subscribe(world, number, wanted=value)
        if key == "deleted" and value:
            _delete(world, number)
    return shown_number(world, number)


def _subscribe(world: World, number: PhoneNumber, *, wanted: bool) -> None:
    """The world's first app hears of the number's WABA, or no longer."""
    if wanted:
        number.waba.subscriptions.setdefault(world.app.id, Subscription(world.app.id))
    else:
        number.waba.subscriptions.pop(world.app.id, None)


def _delete(world: World, number: PhoneNumber) -> None:
    number.side, number.registered_onprem = Side.NONE, False
    number.deployment.gateway = "unregistered"
    number.deleting_until = world.clock.now() + DELETION


def shown_number(world: World, number: PhoneNumber) -> JsonObject:
    """A number as the control API shows one."""
    place = number.deployment
    return {
        "name": number.name,
        "phone": "+" + number.phone,
        "side": str(world.side(number)),
        "shards": place.shards,
        "phone_number_id": number.id,
        "waba_id": number.waba.id,
        "platform_type": number.platform_type,
        "gateway_status": world.gateway(number),
        "pin": number.pin,
        "otp": number.otp,
        "oba": number.is_oba,
        "throughput": number.throughput,
        "profile": number.profile,
        "webhook_url": place.settings["webhooks"]["url"],
        "webhook_override": number.webhook_override,
        "subscribed": sorted(number.waba.subscriptions),
        "registers": len(number.registers),
        "sent": number.sent,
        "received": number.received,
        "dropped": number.dropped,
        "unheard": number.unheard,
        "pending": len(place.pending),
        "callbacks_waiting": world.onprem_callbacks.size(number),
        "callbacks_in_flight": world.onprem_callbacks.in_flight(number),
    }
