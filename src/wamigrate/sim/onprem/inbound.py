"""What a customer sends, in the shape in which On-Premises tells of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.inbound import MEDIA_TYPES, media_bytes
from wamigrate.sim.network import Customer
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.onprem.contacts import acknowledged, identity_of
from wamigrate.sim.onprem.errors import webhook_error
from wamigrate.sim.onprem.state import MediaFile

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["inbound_payload"]

PLAIN_TYPES = ("text", "location", "contacts", "button", "interactive", "order")
KEPT = ("from", "id", "timestamp")
UNSUPPORTED = {
    "code": 501,
    "title": "Unknown message type",
    "details": "Message type is not currently supported",
}
MEDIA_FAILED = "Failed to download the media from the sender."
VOLUME = "/usr/local/wamedia/shared"
STICKER = {
    "sticker-pack-id": "5c7a1f2e",
    "sticker-pack-name": "Flowers",
    "sticker-pack-publisher": "A customer",
    "emojis": ["🌻"],
    "is-first-party-sticker": 0,
}


def inbound_payload(
    world: World, number: PhoneNumber, customer: Customer, message: JsonObject
) -> JsonObject | None:
    """The webhook's body; None if the settings want no word of it."""
    if message["type"] == "system":
        return _system(world, number, customer, message)
    acknowledged(number.deployment, customer)
    shown = {k: message[k] for k in KEPT if k in message}
    settings = number.deployment.settings
    if isinstance(message.get("context"), dict):
        shown["context"] = _context(message["context"], settings["wa_id"])
    if settings.get("show_security_notifications"):
        shown["identity"] = identity_of(number.deployment, customer)
    if isinstance(message.get("referral"), dict):
        shown["referral"] = _referral(world, number, message["referral"])
    shown |= _content(world, number, message)
    return {"contacts": [{"profile": {"name": customer.name}, "wa_id": customer.phone}], "messages": [shown]}


def _content(world: World, number: PhoneNumber, message: JsonObject) -> JsonObject:
    kind = message["type"]
    content = message.get(kind)
    if kind in MEDIA_TYPES:
        given = content if isinstance(content, dict) else {}
        shown_as = "voice" if kind == "voice" or (kind == "audio" and given.get("voice")) else kind
        return {"type": shown_as} | _media(world, number, kind, shown_as, given)
    if kind in PLAIN_TYPES:
        return {"type": kind, kind: content if content is not None else {}}
    return {"type": "ephemeral" if kind == "ephemeral" else "unknown", "errors": [dict(UNSUPPORTED)]}


def _media(world: World, number: PhoneNumber, kind: str, shown_as: str, content: JsonObject) -> JsonObject:
    wanted = (number.deployment.settings.get("media") or {}).get("auto_download") or []
    data, mime = media_bytes(kind, content)
    shown: JsonObject = {"mime_type": mime, "sha256": hashlib.sha256(data).hexdigest()}
    shown |= {k: content[k] for k in ("caption", "filename", "animated") if k in content}
    if kind == "sticker":
        shown["metadata"] = content.get("metadata") or dict(STICKER)
    if shown_as not in wanted:
        return {shown_as: {**shown, "status": "undownloaded"}}
    faults = world.faults
    if faults and faults.take("media_download_fails", number.name):
        return {shown_as: shown, "errors": [webhook_error(400, details=MEDIA_FAILED)]}
    return {shown_as: shown | _stored(world, number, data, mime)}


def _stored(world: World, number: PhoneNumber, data: bytes, mime: str) -> JsonObject:
    media_id = ids.uuid_id()
    number.deployment.media[media_id] = MediaFile(data, mime, world.clock.now())
    path = {"file": f"{VOLUME}/{media_id}"} if world.spec.onprem.media_file_path else {}
    return {"id": media_id, **path}


def _context(given: JsonObject, wa_id: str) -> JsonObject:
    """A reply names the business and its message; what was forwarded names nobody."""
    return {"from": wa_id, **given} if "id" in given else given


def _referral(world: World, number: PhoneNumber, given: JsonObject) -> JsonObject:
    """An advertisement's picture or video is fetched too, if the settings do not forbid it."""
    skip = number.deployment.settings.get("skip_referral_media_download")
    shown: JsonObject = {}
    for key, value in given.items():
        if key not in ("image", "video"):
            shown[key] = value
        elif not skip:
            data, mime = media_bytes(key, value if isinstance(value, dict) else {})
            shown[key] = {"id": _stored(world, number, data, mime)["id"]}
    return shown


def _system(world: World, number: PhoneNumber, customer: Customer, message: JsonObject) -> JsonObject | None:
    """A changed number or changed keys; other kinds are passed on as they are."""
    given: Any = message.get("system")
    system: JsonObject = dict(given) if isinstance(given, dict) else {}
    now, settings = world.clock.now(), number.deployment.settings
    kind = system.setdefault("type", "user_changed_number")
    if kind == "user_identity_changed":
        number.deployment.acknowledged[customer.phone] = ""
        if not settings.get("show_security_notifications"):
            return None
        system = {"identity": customer.identity, "user": customer.phone, **system}
    elif kind in ("user_changed_number", "customer_changed_number"):
        if not settings.get("notify_user_change_number", True):
            return None
        system = _changed_number(customer, system)
    message["id"] = ids.onprem_system_id(customer.phone, int(now * 1000), "change")
    return {"messages": [{k: message[k] for k in KEPT} | {"type": "system", "system": system}]}


def _changed_number(customer: Customer, system: JsonObject) -> JsonObject:
    fresh = str(system.pop("wa_id", None) or system.get("new_wa_id") or customer.phone)
    body = f"User {customer.name} changed from {customer.phone} to {fresh}"
    return {"body": body, **system, "type": "user_changed_number", "new_wa_id": fresh}
