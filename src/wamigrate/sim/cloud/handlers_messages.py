"""Sending through Cloud API, and marking as read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.params import required
from wamigrate.sim.cloud.state import CloudMedia
from wamigrate.sim.cloud.templates import fitting_template
from wamigrate.sim.cloud.validate import check_message
from wamigrate.sim.network import Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["refuse_unusable", "send"]

MEDIA = ("image", "video", "audio", "document", "sticker")
PAIR_SPAN = 6.0
PAIR_BURST = 45


async def send(call: Call) -> JsonObject:
    """POST /{phone number id}/messages"""
    params = call.params
    need_product(params)
    if "status" in params:
        return _mark_read(call)
    to = required(params, "to")
    message = check_message(params, strict=call.world.options.strict_top_level)
    number = call.number
    peer = _recipient(to, number)
    refuse_unusable(call.world, number)
    if call.world.options.pair_limit or call.world.options.throughput_limit:
        _refuse_too_fast(call, number, peer)
    out = Outgoing(
        ids.wamid(peer, outgoing=True),
        number,
        Side.CLOUD,
        call.world.network.customer(peer),
        message.type,
        message.content,
        call.now,
        tag=message.tag,
        context_id=message.context_id,
    )
    shown: JsonObject = {"id": out.id}
    if message.type == "template":
        _prepare_template(call, out, message.content, shown)
    elif message.type in MEDIA:
        _prepare_media(call, out, message.content)
    call.world.network.accept(out)
    contacts = [{"input": str(to), "wa_id": peer}]
    return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [shown]}


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


def _recipient(to: Any, number: PhoneNumber) -> str:
    peer = ids.digits(str(to))
    if not 5 <= len(peer) <= 15:
        raise GraphError(131009, "Recipient phone number is not valid")
    if peer == number.phone:
        raise GraphError(131021)
    return peer


def _prepare_template(call: Call, out: Outgoing, content: JsonObject, message: JsonObject) -> None:
    template = fitting_template(out.number.waba, content)
    out.free_form = False
    out.category = template.category.lower()
    held = call.world.faults.take("held_template", out.number.name) if call.world.faults else None
    message["message_status"] = "held_for_quality_assessment" if held else "accepted"


def _prepare_media(call: Call, out: Outgoing, content: JsonObject) -> None:
    media_id = content.get("id")
    if media_id:
        media = call.world.nodes.get(str(media_id))
        if not isinstance(media, CloudMedia) or media.ends_at <= call.now:
            text = f"Param {out.type}['id'] is not a valid whatsapp business account media attachment ID"
            raise parameter(text)
    elif urlsplit(str(content["link"])).hostname in call.world.options.blocked_media_hosts:
        out.fail = Failure(
            131053, 1014, "Media upload error: the media could not be downloaded from its address"
        )


def _mark_read(call: Call) -> JsonObject:
    params = call.params
    if str(params["status"]).lower() != "read":
        raise parameter(f'Param status must be one of {{READ}} - got "{params["status"]}".')
    message_id = params.get("message_id")
    if not message_id:
        raise missing("message_id")
    if str(message_id) in call.number.heard:
        return SUCCESS
    if ids.is_outgoing(str(message_id)):
        text = "The message ID is of an outgoing message. Provide the ID of an incoming message."
        raise GraphError(100, text)
    raise GraphError(100, "Please check the message ID you have provided.")


def _refuse_too_fast(call: Call, number: PhoneNumber, peer: str) -> None:
    now = call.now
    if call.world.options.throughput_limit:
        most = 1000 if number.throughput == "HIGH" else 80
        recent = number.recent_sends = [t for t in number.recent_sends if t > now - 1.0]
        if len(recent) >= most:
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        recent.append(now)
    if call.world.options.pair_limit:
        # A bucket that refills by one message each 6 s.
        owed, since = number.pairs.get(peer, (0.0, now))
        owed = max(owed - (now - since) / PAIR_SPAN, 0.0)
        if owed + 1 > PAIR_BURST:
            raise GraphError(131056)
        number.pairs[peer] = (owed + 1, now)
