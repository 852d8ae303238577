"""Sending through Cloud API, and marking as read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.fields import SENDABLE
from wamigrate.sim.cloud.messages.envelope import (
    Message,
    check_message,
    check_read,
    phone_digits,
    recipient,
)
from wamigrate.sim.cloud.messages.links import media_in
from wamigrate.sim.cloud.messages.template_fit import fitting_template
from wamigrate.sim.cloud.pace import refuse_too_fast
from wamigrate.sim.cloud.state import CloudMedia
from wamigrate.sim.network import WINDOW_CLOSED, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["refuse_unusable", "send", "send_marketing"]

WITHOUT_MEDIA = frozenset({"text", "location", "contacts", "reaction", "pin"})
BUTTON_TEXT = 2000
KEY_MISMATCH = Failure(137000, 1026, "Recipient identity key hash does not match the current one.")
NO_MEDIA = Failure(131053, 1014, "Media upload error: the media could not be downloaded from its address")


@dataclass(frozen=True, slots=True)
class Address:
    """A recipient: the customer's number in the network, and what the answer says of them."""

    peer: str
    contact: JsonObject
    group: str | None = None


async def send(call: Call) -> JsonObject:
    """POST /{phone number id}/messages"""
    params = call.params
    need_product(params)
    strict = call.world.options.strict_top_level
    if params.get("status") not in (None, ""):
        return _mark_read(call, check_read(params, strict=strict))
    written, by_id = recipient(params)
    message = check_message(params, strict=strict)
    return _accept(call, _address(call, message, written, by_id=by_id), message)


async def send_marketing(call: Call) -> JsonObject:
    """POST /{phone number id}/marketing_messages"""
    params = call.params
    need_product(params)
    written, by_id = recipient(params)
    strict = call.world.options.strict_top_level
    message = check_message(params, strict=strict, marketing=True)
    return _accept(call, _address(call, message, written, by_id=by_id), message, marketing=True)


def refuse_unusable(world: World, number: PhoneNumber) -> None:
    """A number that is not on Cloud, locked, or in maintenance sends nothing."""
    if number.side is not Side.CLOUD:
        raise GraphError(133010)
    if number.maintenance_until > world.clock.now():
        raise GraphError(131057)
    if not world.faults:
        return
    if world.faults.take("account_locked", number.name):
        raise GraphError(131031, "Account locked.")
    fault = world.faults.peek("maintenance", number.name)
    if fault is not None:
        span = float(fault.value) if isinstance(fault.value, int | float) else 60.0
        if world.clock.now() < fault.at + span:
            raise GraphError(131057)


def _address(call: Call, message: Message, written: str, *, by_id: bool) -> Address:
    if message.group:
        return Address("120363" + _stable_digits(written), {"input": written, "wa_id": written}, written)
    if by_id:
        return Address(_stable_digits(written), {"input": written, "user_id": written})
    peer = call.world.network.wa_id(phone_digits(written))
    if peer == call.number.phone:
        raise GraphError(131021)
    return Address(peer, {"input": written, "wa_id": peer})


def _stable_digits(text: str) -> str:
    """Digits that stand for a group or a user whose number nobody knows, the same each time."""
    return str(int.from_bytes(hashlib.sha256(text.encode()).digest()[:5]) + 10**12)


def _accept(call: Call, address: Address, message: Message, *, marketing: bool = False) -> JsonObject:
    world, number = call.world, call.number
    refuse_unusable(world, number)
    _refuse_recipient(call, address)
    if world.options.pair_limit or world.options.throughput_limit:
        refuse_too_fast(world.options, number, address.peer, call.now)
    out = Outgoing(
        ids.wamid(address.peer, outgoing=True),
        number,
        Side.CLOUD,
        world.network.customer(address.peer),
        message.type,
        message.content,
        call.now,
        tag=message.tag,
        context_id=message.context_id,
    )
    shown: JsonObject = {"id": out.id}
    if message.type == "template":
        _prepare_template(call, out, shown, marketing=marketing)
    elif world.options.window_refused_at_once and not world.network.window_open(number, out.customer):
        raise GraphError(WINDOW_CLOSED.cloud, WINDOW_CLOSED.details)
    if message.type not in WITHOUT_MEDIA:
        _prepare_media(call, out)
    if message.key_hash is not None and message.key_hash != out.customer.identity:
        out.fail = KEY_MISMATCH
    if address.group is not None:
        shown["group_id"] = address.group
    world.network.accept(out)
    return {"messaging_product": "whatsapp", "contacts": [address.contact], "messages": [shown]}


def _refuse_recipient(call: Call, address: Address) -> None:
    """Blocked users, and those that are not on the list of a test number."""
    number, network = call.number, call.world.network
    if address.peer in number.blocked:
        raise GraphError(130403)
    allowed = number.spec.allowed_recipients
    if not allowed or number.spec.account_mode != "SANDBOX":
        return
    if address.peer not in {network.wa_id(phone) for phone in allowed}:
        raise GraphError(131030, "Recipient phone number not in allowed list")


def _prepare_template(call: Call, out: Outgoing, shown: JsonObject, *, marketing: bool) -> None:
    options = call.world.options
    limits = {
        "payload": options.quick_reply_payload_limit,
        "coupon_code": options.coupon_code_limit,
        "text": BUTTON_TEXT,
    }
    template = fitting_template(out.number.waba, out.content, limits)
    for_tests = template.name == "hello_world" and not options.hello_world_anywhere
    if for_tests and out.number.spec.account_mode != "SANDBOX":
        raise GraphError(131058)
    if marketing and template.category != "MARKETING":
        raise GraphError(134100)
    out.free_form = False
    out.category = template.category.lower()
    held = call.world.faults.take("held_template", out.number.name) if call.world.faults else None
    shown["message_status"] = "held_for_quality_assessment" if held else "accepted"


def _prepare_media(call: Call, out: Outgoing) -> None:
    for path, media in media_in(out.type, out.content):
        media_id, link = media.get("id"), media.get("link")
        if media_id:
            out.fail = _uploaded(call, out, path, str(media_id)) or out.fail
        elif urlsplit(str(link)).hostname in call.world.options.blocked_media_hosts:
            out.fail = NO_MEDIA


def _uploaded(call: Call, out: Outgoing, path: str, media_id: str) -> Failure | None:
    """What is wrong with uploaded media; an id that is not this number's is refused at once."""
    found = call.world.nodes.get(media_id)
    if not isinstance(found, CloudMedia) or found.ends_at <= call.now or found.number_id != out.number.id:
        raise parameter(f"Param {path}['id'] is not a valid whatsapp business account media attachment ID")
    kind = path.rsplit("['", 1)[-1].rstrip("']")
    most = SENDABLE.get(kind, {}).get(found.mime_type.partition(";")[0])
    if most is None:
        return Failure(131053, 1014, f"Media upload error: {found.mime_type} cannot be sent as {kind}")
    if len(found.content) > most:
        return Failure(131053, 1014, f"Media upload error: {kind} is larger than {most} bytes")
    return None


def _mark_read(call: Call, message_id: str) -> JsonObject:
    if message_id in call.number.heard:
        return SUCCESS
    if ids.is_outgoing(message_id):
        text = f"Message supplied to mark message as read API with message ID: {message_id} is outgoing."
        raise GraphError(100, f"{text} Please use an incoming message ID.")
    raise GraphError(100, "Please check the message ID you have provided.")
