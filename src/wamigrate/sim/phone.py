"""What a customer does with a phone beside writing: read, play, edit, delete, move to another number.

Each API has its own words for these; where an API has none, its business hears nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wamigrate.core.payload import JsonObject
from wamigrate.sim.customer import Customer
from wamigrate.sim.identity import identity_of
from wamigrate.sim.network import Outgoing
from wamigrate.sim.number import PhoneNumber, Side

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = [
    "change_identity",
    "change_phone",
    "delete_message",
    "edit_message",
    "go_online",
    "unread",
]


def go_online(world: World, customer: Customer) -> int:
    """Take what waited for the phone; how many messages that were."""
    customer.offline = False
    waiting, customer.waiting = customer.waiting, []
    for out in waiting:
        world.network.arrive(out)
    return len(waiting)


def unread(customer: Customer, number: str | None = None) -> list[Outgoing]:
    """What has arrived and was not read, from one number or from all."""
    arrived = customer.received.values()
    return [o for o in arrived if o.state in ("sent", "delivered") and number in (None, o.number.name)]


def edit_message(world: World, customer: Customer, message_id: str, content: JsonObject) -> JsonObject:
    """Change a message that the customer wrote; the message must be one of `customer.written`."""
    number = world.numbers[customer.written[message_id].number]
    event = {"type": "edit", "edit": {"original_message_id": message_id, "message": content}}
    return _tell(world, number, customer, event)


def delete_message(world: World, customer: Customer, message_id: str) -> JsonObject:
    """Take back a message that the customer wrote."""
    written = customer.written.pop(message_id)
    number = world.numbers[written.number]
    if world.side(number) is Side.ONPREM:
        world.onprem_callbacks.deleted(number, customer, message_id)
        return {"id": message_id, "side": str(Side.ONPREM), "dropped": False}
    return _tell(world, number, customer, {"type": "revoke", "revoke": {"original_message_id": message_id}})


def change_phone(world: World, customer: Customer, phone: str) -> list[JsonObject]:
    """The customer takes another number along; every business that they know is told."""
    network = world.network
    before, after = customer.phone, network.wa_id(phone)
    body = f"User {customer.name} changed from {before} to {after}"
    network.customers.pop(before, None)
    network.left.add(before)
    network.left.discard(after)
    network.customers[after] = customer
    customer.phone = after
    told = []
    for number in _known(world, customer):
        if before in number.windows:
            number.windows[after] = number.windows.pop(before)
        system = {"type": "user_changed_number", "body": body, "wa_id": after}
        told.append(network.inbound(number, customer, {"from": before, "type": "system", "system": system}))
    return [answer for answer in told if answer.get("heard")]


def change_identity(world: World, customer: Customer) -> list[JsonObject]:
    """The customer has a new identity key (a new phone); every business that they know may be told."""
    customer.registrations += 1
    customer.identity_at = world.clock.now()
    told = []
    for number in _known(world, customer):
        event = _new_identity(world, number, customer)
        if event is not None:
            told.append(world.network.inbound(number, customer, event))
    return [answer for answer in told if answer.get("heard")]


def _new_identity(world: World, number: PhoneNumber, customer: Customer) -> JsonObject | None:
    """A deployment decides by itself whether it tells; Cloud API tells only where the check is on."""
    if world.side(number) is not Side.CLOUD:
        return {"type": "system", "system": {"type": "user_identity_changed"}}
    if not number.identity_check:
        return None
    body = f"{customer.name} changed their identity key"
    system = {"type": "customer_identity_changed", "body": body}
    return {"type": "system", "system": system, "identity": identity_of(customer, acknowledged=False)}


def _known(world: World, customer: Customer) -> list[PhoneNumber]:
    return [n for n in world.numbers.values() if n.name in customer.numbers]


def _tell(world: World, number: PhoneNumber, customer: Customer, event: JsonObject) -> JsonObject:
    if world.side(number) is Side.CLOUD and not world.options.edits_and_deletions:
        event = {"type": "unsupported"}
    return world.network.inbound(number, customer, event)
