"""Numbers and customers: what a person with a phone, or the owner of a number, would do."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.control.common import Wrong, body_of, number_named, suggest
from wamigrate.sim.http import Request
from wamigrate.sim.inbound import checked
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = [
    "change_customer",
    "change_number",
    "customer_inbox",
    "customer_says",
    "customers",
    "numbers",
    "one_number",
]

DELETION = 300.0


async def numbers(world: World, request: Request, parts: list[str]) -> Json:
    """GET /numbers"""
    return [_shown(world, n) for n in world.numbers.values()]


async def one_number(world: World, request: Request, parts: list[str]) -> Json:
    """GET /numbers/{name}"""
    return _shown(world, number_named(world, parts[1]))


def _shown(world: World, number: PhoneNumber) -> JsonObject:
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
        "registers": len(number.registers),
        "sent": number.sent,
        "received": number.received,
        "dropped": number.dropped,
        "unheard": number.unheard,
        "pending": len(place.pending),
        "callbacks_waiting": world.onprem_callbacks.size(number),
    }


CHANGEABLE: dict[str, tuple[str, Any]] = {
    "pin": ("pin", (str, type(None))),
    "name_status": ("name_status", str),
    "new_name_status": ("new_name_status", str),
    "verified_name": ("verified_name", str),
    "oba": ("is_oba", bool),
    "code_verification_status": ("code_status", str),
    "webhook_override": ("webhook_override", (str, type(None))),
}


async def change_number(world: World, request: Request, parts: list[str]) -> Json:
    """PATCH /numbers/{name}: change what Meta or the owner would change; {"deleted": true} deletes it"""
    number, body = number_named(world, parts[1]), body_of(request)
    for key, value in body.items():
        if key == "deleted" and value is True:
            number.side, number.registered_onprem = Side.NONE, False
            number.deployment.gateway = "unregistered"
            number.deleting_until = world.clock.now() + DELETION
            continue
        if key not in CHANGEABLE:
            raise Wrong(f"Unknown key '{key}'." + suggest(key, [*CHANGEABLE, "deleted"]))
        name, kind = CHANGEABLE[key]
        if not isinstance(value, kind):
            raise Wrong(f"'{key}' has the wrong type.")
        setattr(number, name, value)
        if key == "code_verification_status":
            number.code_verified_at = world.clock.now()
    return _shown(world, number)


async def customers(world: World, request: Request, parts: list[str]) -> Json:
    """GET /customers"""
    found = world.network.customers.values()
    return [{"phone": "+" + c.phone, "name": c.name, "messages": len(c.inbox)} for c in found]


async def customer_inbox(world: World, request: Request, parts: list[str]) -> Json:
    """GET /customers/{phone}/messages"""
    _customer_path(parts)
    return world.network.customer(parts[1]).inbox


async def customer_says(world: World, request: Request, parts: list[str]) -> Json:
    """POST /customers/{phone}/messages"""
    _customer_path(parts)
    body = body_of(request)
    if "to" not in body:
        raise Wrong("'to' is missing: the name of the number that the customer writes to.")
    number = number_named(world, body["to"])
    message = checked({k: v for k, v in body.items() if k != "to"})
    if isinstance(message, str):
        raise Wrong(message)
    return world.network.inbound(number, world.network.customer(parts[1]), message)


async def change_customer(world: World, request: Request, parts: list[str]) -> Json:
    """PATCH /customers/{phone}: {"name", "offline"}"""
    customer, body = world.network.customer(parts[1]), body_of(request)
    customer.name = str(body.get("name", customer.name))
    customer.offline = bool(body.get("offline", customer.offline))
    return {"phone": "+" + customer.phone, "name": customer.name, "offline": customer.offline}


def _customer_path(parts: list[str]) -> None:
    if parts[2] != "messages" or not any(c.isdigit() for c in parts[1]):
        raise Wrong("The path is /customers/{phone}/messages.", 404)
