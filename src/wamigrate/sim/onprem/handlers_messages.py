"""Sending, marking as read, contacts. On-Premises is lenient: most mistakes come back later, by webhook."""

from __future__ import annotations

from typing import Any

import msgspec

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.state import Template
from wamigrate.sim.http import JSON, Response
from wamigrate.sim.network import Failure, Outgoing
from wamigrate.sim.number import Side
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.errors import OnPremRefusal, missing
from wamigrate.sim.onprem.fields import MEDIA_KINDS, MESSAGE_TYPES
from wamigrate.sim.onprem.interactive import as_dict, as_list, check_interactive

__all__ = ["check_contacts", "mark_read", "send"]

CONNECTED = ("connected", "connecting")


async def send(call: Call) -> Response:
    """POST /v1/messages"""
    body = call.object()
    to = body.get("to")
    if to is None or to == "":
        raise missing("to")
    kind = body.get("type") or "text"
    peer = _recipient(str(to), call)
    if body.get("recipient_type", "individual") != "individual":
        raise OnPremRefusal(1002, "recipient_type must be individual")
    content = _content(call, str(kind), body)
    _refuse_when_down(call)
    out = Outgoing(
        ids.onprem_message_id(peer, outgoing=True),
        call.number,
        Side.ONPREM,
        call.world.network.customer(peer),
        str(kind),
        content,
        call.now,
    )
    if kind in ("template", "hsm"):
        _prepare_template(out, content, call)
    call.world.network.accept(out)
    answer = {
        "contacts": [{"input": str(to), "wa_id": peer}],
        "messages": [{"id": out.id}],
        "meta": {"api_status": "stable", "version": f"v{call.place.version}"},
    }
    return Response(201, msgspec.json.encode(answer), list(JSON))


async def mark_read(call: Call) -> Response:
    """PUT /v1/messages/{id}"""
    if call.object().get("status") != "read":
        raise OnPremRefusal(1009, "status must be read")
    if call.path["id"] not in call.place.received:
        raise OnPremRefusal(1006, "Message does not exist")
    call.place.received[call.path["id"]] = True
    return done(call)


async def check_contacts(call: Call) -> Response:
    """POST /v1/contacts: since v2.43 everybody is valid"""
    contacts = call.object().get("contacts")
    if not isinstance(contacts, list):
        raise missing("contacts")
    found = [{"input": str(c), "status": "valid", "wa_id": ids.digits(str(c))} for c in contacts]
    return done(call, {"contacts": found})


def _recipient(to: str, call: Call) -> str:
    peer = ids.digits(to)
    if len(peer) < 5 or len(peer) > 15:
        raise OnPremRefusal(1013, "Recipient is not a valid WhatsApp user")
    if peer == call.number.phone:
        raise OnPremRefusal(1021, "Recipient cannot be the sender")
    return peer


def _content(call: Call, kind: str, body: JsonObject) -> Any:
    """The object of the message's type, checked as far as On-Premises does at once."""
    if kind not in MESSAGE_TYPES:
        raise OnPremRefusal(1009, f"type '{kind}' is not supported")
    content = body.get(kind)
    if content is None:
        raise missing(kind)
    if kind == "contacts":
        if not isinstance(content, list):
            raise OnPremRefusal(1009, "contacts must be an array")
        return content
    if not isinstance(content, dict):
        raise OnPremRefusal(1009, f"{kind} must be an object")
    if kind == "text":
        return _text(content)
    if kind in MEDIA_KINDS:
        _check_media(call, content)
    if kind == "location":
        for name in ("latitude", "longitude"):
            if content.get(name) is None:
                raise missing(f"location.{name}")
    if kind == "interactive":
        check_interactive(content)
    return content


def _text(content: JsonObject) -> JsonObject:
    text = content.get("body")
    if not isinstance(text, str) or not text:
        raise missing("text.body")
    if len(text) > 4096:
        raise OnPremRefusal(1001, "Text must not be longer than 4096 characters")
    return content


def _check_media(call: Call, content: JsonObject) -> None:
    media_id, link = content.get("id"), content.get("link")
    if not media_id and not link:
        raise missing("id")
    if media_id and media_id not in call.place.media:
        raise OnPremRefusal(1006, "Media does not exist")
    if len(str(content.get("caption") or "")) > 1024:
        raise OnPremRefusal(1009, "caption must not be longer than 1024 characters")


def _refuse_when_down(call: Call) -> None:
    if call.world.gateway(call.number) in CONNECTED:
        return
    refused = (
        bool(call.world.faults) and call.world.faults.take("sends_refused", call.number.name) is not None
    )
    if refused or not call.number.spec.accepts_after_move:
        raise OnPremRefusal(1011, "The client is not connected")


def _prepare_template(out: Outgoing, content: JsonObject, call: Call) -> None:
    """Find the template; what does not fit fails later, by webhook."""
    language = content.get("language")
    if not isinstance(language, dict) or not language.get("code"):
        raise missing("language.code")
    if language.get("policy") is None:
        raise missing("language.policy")
    if language["policy"] != "deterministic":
        raise OnPremRefusal(1009, "language.policy must be deterministic")
    name = content.get("name") if out.type == "template" else content.get("element_name")
    if not name:
        raise missing("name" if out.type == "template" else "element_name")
    out.free_form = False
    template = call.number.waba.find_template(str(name), str(language["code"]))
    if template is None or template.status not in ("APPROVED", "PAUSED", "DISABLED"):
        out.fail = Failure(132001, 2001, f"Template {name} does not exist in {language['code']}")
        return
    out.category = template.category.lower()
    out.fail = _unfit(template, out.type, content)


def _unfit(template: Template, kind: str, content: JsonObject) -> Failure | None:
    if template.status == "PAUSED":
        return Failure(132015, 2061, "Template is paused")
    if template.status == "DISABLED":
        return Failure(132016, 2062, "Template is disabled")
    if kind == "hsm":
        given = len(as_list(content.get("localizable_params")))
    else:
        components = [as_dict(c) for c in as_list(content.get("components"))]
        body: JsonObject = next((c for c in components if str(c.get("type", "")).lower() == "body"), {})
        given = len(as_list(body.get("parameters")))
    wanted = template.variables("BODY")
    if given != wanted:
        return Failure(
            132000, 2000, f"body: number of params ({given}) does not match the expected ({wanted})"
        )
    return None
