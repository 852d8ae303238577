"""What stands inside a webhook of the field `messages`: inbound messages, contacts, statuses."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.attachments import attachment_url
from wamigrate.sim.cloud.errors import TITLES
from wamigrate.sim.cloud.state import CloudMedia
from wamigrate.sim.inbound import MEDIA_TYPES, media_bytes
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["contact", "inbound", "status", "user_id"]

WEEK = 7 * 86400.0
DAY = 86400.0
HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
BESIDE = ("from", "id", "timestamp", "referral", "identity", "group_id")
WITHOUT_CONTENT = ("request_welcome",)
UNKNOWN = (131051, "Message type unknown", "Message type is currently not supported.")


def user_id(customer: Customer) -> str:
    """The business-scoped id of a person, as Meta names people from 2026 on."""
    digest = hashlib.sha256(customer.phone.encode()).digest()
    return f"US.{int.from_bytes(digest[:8]) % 10**16:016d}"


def contact(world: World, number: PhoneNumber, customer: Customer) -> JsonObject:
    """An entry of `contacts`."""
    found: JsonObject = {"profile": {"name": customer.name}, "wa_id": customer.phone}
    if world.options.user_ids:
        found["user_id"] = user_id(customer)
    if number.identity_check:
        found["identity_key_hash"] = customer.identity
    return found


def inbound(world: World, number: PhoneNumber, customer: Customer, message: JsonObject) -> JsonObject:
    """An entry of `messages`."""
    kind = message["type"]
    shown = {k: v for k, v in message.items() if k in BESIDE}
    if world.options.user_ids:
        shown["from_user_id"] = user_id(customer)
    if isinstance(message.get("context"), dict):
        shown["context"] = _context(number, message["context"])
    if kind in ("unsupported", "unknown"):
        return {**shown, **_unsupported(message)}
    if "errors" in message:
        shown["errors"] = message["errors"]
    if kind in WITHOUT_CONTENT:
        return {**shown, "type": kind}
    content = message.get(kind, {})
    if kind in MEDIA_TYPES:
        name = "audio" if kind == "voice" else kind
        return {**shown, "type": name, name: _media(world, number, kind, content)}
    if kind == "reaction" and world.options.reaction_removal == "absent" and content.get("emoji") == "":
        content = {k: v for k, v in content.items() if k != "emoji"}
    return {**shown, "type": kind, kind: content}


def _context(number: PhoneNumber, context: JsonObject) -> JsonObject:
    """A reply names whose message it answers; a forwarded message names nobody."""
    return {"from": number.phone, **context} if "id" in context else context


def _unsupported(message: JsonObject) -> JsonObject:
    code, title, details = UNKNOWN
    error = {"code": code, "title": title, "message": title, "error_data": {"details": details}}
    found: JsonObject = {"type": "unsupported", "errors": message.get("errors") or [error]}
    content = message.get("unsupported")
    return {**found, **({"unsupported": content} if content else {})}


def _media(world: World, number: PhoneNumber, kind: str, content: JsonObject) -> JsonObject:
    data, mime = media_bytes(kind, content)
    now = world.clock.now()
    filename = content.get("filename") or kind
    media = CloudMedia(ids.media_number(), number.id, data, mime, filename, now + WEEK)
    world.add(media)
    sha256 = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    shown: JsonObject = {"mime_type": mime, "sha256": sha256, "id": media.id}
    shown |= {k: content[k] for k in ("caption", "filename") if k in content}
    if world.options.media_url_in_webhooks:
        shown["url"] = attachment_url(world, world.graph_url, media.id, source="webhook")
    if kind in ("audio", "voice"):
        shown["voice"] = kind == "voice" or bool(content.get("voice"))
    if kind == "sticker":
        shown["animated"] = bool(content.get("animated"))
    return shown


def status(world: World, out: Outgoing, name: str, failure: Failure | None) -> JsonObject:
    """An entry of `statuses`."""
    now, options = world.clock.now(), world.options
    shown: JsonObject = {
        "id": out.id,
        "status": name,
        "timestamp": str(int(now)),
        "recipient_id": out.customer.phone,
    }
    if options.user_ids:
        shown["recipient_user_id"] = user_id(out.customer)
    if out.number.identity_check and name != "failed":
        shown["recipient_identity_key_hash"] = out.customer.identity
    if out.tag is not None:
        shown["biz_opaque_callback_data"] = out.tag
    if failure is not None:
        return {**shown, "errors": [_error(failure)]}
    if name in ("sent", "delivered"):
        if options.conversation_in_statuses:
            shown["conversation"] = _conversation(out, name, now)
        shown["pricing"] = _pricing(out, options.pricing_model)
    return shown


def _error(failure: Failure) -> JsonObject:
    title = TITLES.get(failure.cloud, (400, "Something went wrong"))[1]
    data = {"details": failure.details}
    return {"code": failure.cloud, "title": title, "message": title, "error_data": data, "href": HREF}


def _pricing(out: Outgoing, model: str) -> JsonObject:
    """By message (PMP) answers in the 24-hour window cost nothing; by conversation (CBP) there is no type."""
    if model == "CBP":
        return {"billable": True, "pricing_model": model, "category": out.category}
    free = out.category == "service"
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": model, "category": out.category, "type": kind}


def _conversation(out: Outgoing, name: str, now: float) -> Any:
    seed = f"{out.number.id}/{out.customer.phone}/{out.category}/{int(out.at // DAY)}"
    found: JsonObject = {"id": hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()}
    if name == "sent":
        found["expiration_timestamp"] = str(int(now + DAY))
    return {**found, "origin": {"type": out.category}}
