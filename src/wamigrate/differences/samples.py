"""Messages and webhooks around what pairs show: made-up numbers and ids, the same everywhere."""

from __future__ import annotations

from dataclasses import replace

from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Pair, Surface
from wamigrate.differences.facts import Facts

__all__ = [
    "CUSTOMER",
    "CUSTOMER_PHONE",
    "MEDIA_ID",
    "WAMID",
    "alone",
    "callback",
    "facts_of",
    "interactive",
    "reply_button",
    "send",
    "sent",
    "status_callback",
    "status_value",
    "template",
    "value",
]

CUSTOMER = "16505550111"
CUSTOMER_PHONE = f"+{CUSTOMER}"
METADATA = {"display_phone_number": "16505550100", "phone_number_id": "110200345501442"}
MEDIA_ID = "1037543291543636"
WAMID = "wamid.HBgLMTY1MDU1NTAxMTEVAgASGBQzQTAxMDIwMzA0MDUwNjA3MDgwOQA="
FRAME = {"from": CUSTOMER, "id": WAMID}


def send(kind: str, content: Json, **more: Json) -> JsonObject:
    """What an application posts to On-Premises: a message with its content under its type."""
    return {"to": CUSTOMER_PHONE, "type": kind, kind: content, **more}


def sent(kind: str, content: Json, **more: Json) -> JsonObject:
    """The same for Cloud API."""
    return {"messaging_product": "whatsapp", **send(kind, content, **more)}


def template(*components: Json, **more: Json) -> JsonObject:
    """The content of a template message in English."""
    language = {"code": "en_US", "policy": "deterministic"}
    given = {"components": list(components)} if components else {}
    return {"name": "order_ready", "language": language, **given, **more}


def interactive(kind: str, action: Json, **more: Json) -> JsonObject:
    """The content of an interactive message."""
    return {"type": kind, "body": {"text": "Well?"}, "action": action, **more}


def reply_button(button_id: Json, title: Json) -> JsonObject:
    """A button of an interactive message."""
    return {"type": "reply", "reply": {"id": button_id, "title": title}}


def value(**message: Json) -> JsonObject:
    """The `value` of a Cloud webhook with one inbound message."""
    return {
        "messaging_product": "whatsapp",
        "metadata": dict(METADATA),
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": CUSTOMER}],
        "messages": [{**FRAME, "timestamp": "1700000000", **message}],
    }


def callback(**message: Json) -> JsonObject:
    """The On-Premises callback with one inbound message."""
    return {
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": CUSTOMER}],
        "messages": [{**FRAME, "timestamp": "1700000000", **message}],
    }


def alone(document: JsonObject) -> JsonObject:
    """The same event without `contacts`, as system messages have it."""
    return {k: v for k, v in document.items() if k != "contacts"}


def status_value(**status: Json) -> JsonObject:
    """The `value` of a Cloud webhook with one status."""
    shown = {"id": FRAME["id"], "recipient_id": CUSTOMER, "timestamp": "1700000000", **status}
    return {"messaging_product": "whatsapp", "metadata": dict(METADATA), "statuses": [shown]}


def status_callback(**status: Json) -> JsonObject:
    """The On-Premises callback with one status."""
    shown: JsonObject = {
        "id": FRAME["id"],
        "recipient_id": CUSTOMER,
        "message": {"recipient_id": CUSTOMER},
        "timestamp": "1700000000",
        "type": "message",
        **status,
    }
    return {"statuses": [shown]}


def facts_of(surface: Surface, pair: Pair) -> Facts:
    """A pair's facts; around a webhook, the number is always known."""
    if surface is not Surface.WEBHOOK:
        return pair.facts
    return replace(
        pair.facts,
        waba_id="102290129340398",
        phone_number_id=METADATA["phone_number_id"],
        display_phone_number=METADATA["display_phone_number"],
    )
