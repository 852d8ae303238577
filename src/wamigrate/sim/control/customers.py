"""Customers: what a person with a phone would do."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.control.common import Wrong, body_of, number_named, only
from wamigrate.sim.customer import Customer
from wamigrate.sim.http import Request
from wamigrate.sim.inbound import checked
from wamigrate.sim.network import Outgoing
from wamigrate.sim.phone import (
    change_identity,
    change_phone,
    delete_message,
    edit_message,
    go_online,
    unread,
)
from wamigrate.sim.world import World

__all__ = [
    "block",
    "change_customer",
    "customer_inbox",
    "customer_says",
    "customers",
    "delete",
    "edit",
    "identity",
    "move",
    "play",
    "read",
    "shown_customer",
]


async def customers(world: World, request: Request, path: dict[str, str]) -> Json:
    return [shown_customer(c) for c in world.network.customers.values()]


async def customer_inbox(world: World, request: Request, path: dict[str, str]) -> Json:
    return list(_customer(world, path).inbox)


async def customer_says(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), body_of(request)
    if "to" not in body:
        raise Wrong("'to' is missing: the name of the number that the customer writes to.")
    number = number_named(world, body["to"])
    if number.name in customer.blocked:
        raise Wrong(f"The customer blocks '{number.name}', and cannot write to it before that ends.", 409)
    return world.network.inbound(number, customer, _message({k: v for k, v in body.items() if k != "to"}))


async def change_customer(world: World, request: Request, path: dict[str, str]) -> Json:
    customer = _customer(world, path)
    body = only(body_of(request), {"name": str, "offline": bool, "reads": (bool, type(None))})
    customer.name = body.get("name", customer.name)
    customer.reads = body.get("reads", customer.reads)
    if body.get("offline"):
        customer.offline = True
    elif body.get("offline") is False:
        go_online(world, customer)
    return shown_customer(customer)


async def read(world: World, request: Request, path: dict[str, str]) -> Json:
    customer = _customer(world, path)
    body = only(body_of(request), {"id": str, "from": str})
    if "id" in body:
        found = [_received(customer, body["id"])]
    else:
        found = unread(customer, number_named(world, body["from"]).name if "from" in body else None)
    for out in found:
        world.network.read(out)
    return {"read": [out.id for out in found]}


async def play(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), only(body_of(request), {"id": str})
    out = _received(customer, _needed(body, "id"))
    if out.type not in ("audio", "voice"):
        raise Wrong(f"Message {out.id} is of type {out.type}: only audio can be played.")
    world.network.play(out)
    return {"played": out.id}


async def edit(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), body_of(request)
    message_id = _written(customer, body)
    return edit_message(world, customer, message_id, _message({k: v for k, v in body.items() if k != "id"}))


async def delete(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), only(body_of(request), {"id": str})
    return delete_message(world, customer, _written(customer, body))


async def move(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), only(body_of(request), {"phone": str})
    phone = _needed(body, "phone")
    plain = world.network.wa_id(phone)
    if not 5 <= len(plain) <= 15:
        raise Wrong("'phone' must have 5 to 15 digits.")
    if plain in world.network.customers:
        raise Wrong(f"There is a customer with the number +{plain} already.", 409)
    return {**shown_customer(customer), "told": change_phone(world, customer, phone), "phone": "+" + plain}


async def identity(world: World, request: Request, path: dict[str, str]) -> Json:
    customer = _customer(world, path)
    told = change_identity(world, customer)
    return {**shown_customer(customer), "told": told}


async def block(world: World, request: Request, path: dict[str, str]) -> Json:
    customer, body = _customer(world, path), only(body_of(request), {"number": str, "blocked": bool})
    number = number_named(world, _needed(body, "number"))
    if body.get("blocked", True):
        customer.blocked.add(number.name)
    else:
        customer.blocked.discard(number.name)
    return shown_customer(customer)


def _customer(world: World, path: dict[str, str]) -> Customer:
    phone = path["phone"]
    if not 3 <= len(ids.digits(phone)) <= 15:
        raise Wrong(f"'{phone}' is no phone number: 3 to 15 digits are needed.", 404)
    return world.network.customer(phone)


def shown_customer(customer: Customer) -> JsonObject:
    """A customer as the control API shows one."""
    return {
        "phone": "+" + customer.phone,
        "name": customer.name,
        "messages": len(customer.inbox),
        "waiting": len(customer.waiting),
        "offline": customer.offline,
        "reads": customer.reads,
        "blocked": sorted(customer.blocked),
        "identity": customer.identity,
    }


def _message(body: JsonObject) -> JsonObject:
    message = checked(body)
    if isinstance(message, str):
        raise Wrong(message)
    return message


def _needed(body: JsonObject, key: str) -> str:
    if key not in body:
        raise Wrong(f"'{key}' is missing.")
    return str(body[key])


def _received(customer: Customer, message_id: str) -> Outgoing:
    found = customer.received.get(message_id)
    if found is None:
        raise Wrong(f"The customer has not received a message '{message_id}'.", 404)
    return found


def _written(customer: Customer, body: JsonObject) -> str:
    message_id = _needed(body, "id")
    if message_id not in customer.written:
        raise Wrong(f"The customer has not written a message '{message_id}'.", 404)
    return message_id
