"""Sending, marking as read, deleting. On-Premises is lenient: most mistakes come back later, by webhook."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.http import Response
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import Side
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.contacts import acknowledged
from wamigrate.sim.onprem.content import checked_content
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.fields import MEDIA_KINDS, MEDIA_LIMITS, MEDIA_TYPES
from wamigrate.sim.onprem.templates import prepare_template

__all__ = ["delete", "mark_read", "send"]

CONNECTED = ("connected", "connecting")
DIRECT_NUMBERS = (2, 39)
MESSAGE_LIFE = 7 * 86400.0
HELD = "Message is held for quality assessment"


async def send(call: Call) -> Response:
    """POST /v1/messages"""
    body = call.object()
    to = body.get("to")
    if to is None or to == "":
        raise missing("to")
    customer = _recipient(call, str(to), body.get("recipient_type") or "individual")
    kind = str(body.get("type") or "text")
    content = checked_content(call, kind, body)
    _refuse_when_down(call)
    message_id = ids.onprem_message_id(customer.phone, outgoing=True)
    out = Outgoing(message_id, call.number, Side.ONPREM, customer, kind, content, call.now)
    if kind in ("template", "hsm"):
        prepare_template(out, content, call)
    if kind in MEDIA_KINDS:
        out.fail = _media_failure(call, kind, content)
    _look_at_identity(call, out)
    if body.get("recipient_type") == "group":
        out.free_form = False
    call.world.network.accept(out)
    return done(call, _accepted(call, str(to), out), call.options.messages_status)


def _accepted(call: Call, to: str, out: Outgoing) -> JsonObject:
    message: JsonObject = {"id": out.id}
    if out.type == "template" and call.fault("held_template"):
        message["message_status"] = HELD
    if call.place.release < DIRECT_NUMBERS:
        return {"messages": [message]}
    return {"contacts": [{"input": to, "wa_id": out.customer.phone}], "messages": [message]}


def _recipient(call: Call, to: str, kind: Any) -> Customer:
    if kind == "group":
        if to not in call.place.groups:
            raise OnPremRefusal(1012, "Group does not exist or the business is not in it")
        return Customer(ids.digits(to), call.place.groups[to].subject)
    if kind != "individual":
        raise OnPremRefusal(1002, "recipient_type must be individual or group")
    network = call.world.network
    peer = network.wa_id(to)
    if len(peer) < 5 or len(peer) > 15 or not network.reachable(peer):
        raise OnPremRefusal(1013, "Recipient is not a valid WhatsApp user")
    if peer in (call.number.phone, call.place.settings["wa_id"]):
        raise OnPremRefusal(1021, "Recipient cannot be the sender")
    if call.options.contacts == "truthful" and not _known(call, peer):
        raise OnPremRefusal(1006, "unknown contact")
    return network.customer(peer)


def _known(call: Call, peer: str) -> bool:
    """Before direct numbers a contact had to be looked up, or to have written, before it could be sent to."""
    return call.place.release >= DIRECT_NUMBERS or peer in call.place.checked or peer in call.number.windows


def _refuse_when_down(call: Call) -> None:
    gateway = call.world.gateway(call.number)
    if gateway in CONNECTED:
        return
    if gateway == "uninitialized" or call.fault("sends_refused") or not call.number.spec.accepts_after_move:
        raise OnPremRefusal(1011, "The client is not connected")


def _look_at_identity(call: Call, out: Outgoing) -> None:
    known = acknowledged(call.place, out.customer)
    if known or not call.place.settings.get("show_security_notifications"):
        return
    if call.options.identity_refusal == "now":
        raise OnPremRefusal(1028)
    out.fail = Failure(131000, 480, "The identity of the recipient changed and was not acknowledged")


def _media_failure(call: Call, kind: str, content: JsonObject) -> Failure | None:
    """What cannot be sent although it was accepted."""
    media = call.place.media.get(str(content.get("id") or ""))
    if media is None:
        broken = call.fault("media_link_fails")
        if broken is None:
            return None
        code = int(broken.value or 404)
        reason = f"{code} ({HTTPStatus(code).phrase})"
        return Failure(131053, 1014, f"Request for url {content.get('link')} failed with error: {reason}")
    media.used_at = call.now
    plain, _, parameters = media.mime_type.lower().partition(";")
    if plain.strip() not in MEDIA_TYPES.get(kind, (plain.strip(),)):
        return Failure(131053, 1014, f"Media of type {plain} cannot be sent as {kind}")
    if plain.strip() == "audio/ogg" and "opus" not in parameters:
        return Failure(131053, 1014, "Audio of type audio/ogg must have codecs=opus")
    if len(media.content) > MEDIA_LIMITS[kind]:
        return Failure(131053, 1014, f"Media is too large to be sent as {kind}")
    return None


async def mark_read(call: Call) -> Response:
    """PUT /v1/messages/{id}: inbound messages that are still in the local database"""
    if call.object().get("status") != "read":
        raise wrong("status", "must be read")
    message = call.place.received.get(call.path["id"])
    if message is None or call.place.settings.get("pass_through") or _purged(call, message.at):
        raise OnPremRefusal(1006, "Message does not exist")
    message.read = True
    return nothing(call)


def _purged(call: Call, at: float) -> bool:
    collector = call.place.settings.get("garbagecollector_enable") or {}
    collects = collector.get("messages", True) or call.place.settings.get("db_garbagecollector_enable")
    return bool(collects) and call.now - at > MESSAGE_LIFE


async def delete(call: Call) -> Response:
    """DELETE /v1/messages/{id}: out of the local database"""
    if call.place.received.pop(call.path["id"], None) is None:
        raise OnPremRefusal(1006, "Message does not exist")
    return nothing(call)
