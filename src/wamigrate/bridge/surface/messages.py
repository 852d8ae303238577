"""Messages: relayed, held or sent to Cloud API, as the number's route says at that moment."""

from __future__ import annotations

import logging

import msgspec

from wamigrate.apis.error_rows import ACCEPT_THEN_FAIL, TEMPLATE_ERRORS
from wamigrate.bridge.call import Access, Call, decode, done
from wamigrate.bridge.entry import let_in
from wamigrate.bridge.http import Reply
from wamigrate.bridge.ids import CLOUD_ID, mint_id, new_tag
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.onprem_rules import check_message, recipient_of
from wamigrate.bridge.outbound import Accepted
from wamigrate.bridge.patience import NotReady
from wamigrate.bridge.refusals import Refused, invalid
from wamigrate.bridge.relayed_send import relay_send
from wamigrate.bridge.routes import Admission, Way
from wamigrate.bridge.short_ids import short_id_of
from wamigrate.bridge.translating import failed_status, refused_by_both
from wamigrate.bridge.ttl import max_age_of
from wamigrate.core.payload import JsonObject
from wamigrate.errors import CloudError, MaybeSent

__all__ = ["delete", "mark_as_read", "send"]

log = logging.getLogger("wamigrate.bridge")
TOO_FAST = "Too many messages at once. Send more slowly."


async def send(call: Call) -> Reply:
    """POST /v1/messages: relayed, held, or translated and sent to Cloud API"""
    body = await call.body()
    while True:
        with await call.line.plane.routes.admit(call.line.id) as admission:
            if admission.way is Way.RELAY:
                reply = await relay_send(call, admission, body)
                if reply is not None:
                    return reply
                continue
            if call.user is None:
                await let_in(call, Access.USER)
            payload = decode(body)
            if isinstance(payload, dict) and payload.get("status") == "read" and "type" not in payload:
                reply = await _mark(call, admission, str(payload.get("message_id") or ""))
            elif admission.way is Way.CLOUD:
                reply = await _to_cloud(call, admission, payload, body)
            else:
                reply = await _hold(call, admission, check_message(payload), body)
        if reply is not None:
            return reply


async def mark_as_read(call: Call) -> Reply:
    """PUT /v1/messages/{id}: sent to Cloud API; queued while the number moves"""
    if (await call.object()).get("status") != "read":
        raise invalid("status", "read")
    while True:
        with await call.line.plane.routes.admit(call.line.id) as admission:
            reply = await _mark(call, admission, call.given["id"])
        if reply is not None:
            return reply


async def delete(call: Call) -> Reply:
    """DELETE /v1/messages/{id}: it only ever removed the deployment's own copy"""
    return done(call)


async def _to_cloud(call: Call, admission: Admission, payload: object, body: bytes) -> Reply | None:
    line = call.line
    if not isinstance(payload, dict):
        raise Refused(1025, "Body must be a JSON object")
    recipient, to, age = recipient_of(payload), payload.get("to"), max_age_of(payload)
    if line.plane.queue.waits(line.id, recipient):
        # Something for the same customer is still to go out: nothing may overtake it.
        return await _hold(call, admission, check_message(payload), body)
    _spend(call, recipient)
    tag = new_tag()
    try:
        accepted = await call.outbound.send(line, payload, tag)
    except NotReady:
        # On-Premises took such a message and fetched its file afterwards: the queue does it too.
        return await _hold(call, admission, check_message(decode(body)), body)
    except MaybeSent:
        METRICS.upstream_errors.labels(line.name, "cloud", "none").inc()
        given = await line.plane.queue.unknown(
            admission, recipient=recipient, body=body, tag=tag, max_age=age
        )
        return _taken(call, to, await _shown(line, given), None)
    except CloudError as error:
        later = call.line.plane.settings.bridge.template_errors_later and error.code in TEMPLATE_ERRORS
        if error.code not in ACCEPT_THEN_FAIL and not later:
            raise
        METRICS.upstream_errors.labels(line.name, "cloud", str(error.code)).inc()
        return await _fail_later(call, recipient, to, error)
    return _taken(call, to, await _shown(line, accepted.message_id), accepted)


async def _shown(line: Line, message_id: str | None) -> str | None:
    """The ID as the application can take it; ours are short already."""
    if message_id is None or not line.number.short_message_ids or not message_id.startswith(CLOUD_ID):
        return message_id
    return await short_id_of(line, message_id)


async def _hold(call: Call, admission: Admission, payload: JsonObject, body: bytes) -> Reply | None:
    """Into the queue; None when the route moved on meanwhile. What On-Premises refused at once is refused."""
    to, recipient, max_age = payload.get("to"), recipient_of(payload), max_age_of(payload)
    refused = refused_by_both(payload, call.line.facts)  # which changes it: the body is kept as it came
    if refused is not None:
        raise refused
    minted = await call.line.plane.queue.hold(admission, recipient=recipient, body=body, max_age=max_age)
    return _taken(call, to, minted, None) if minted is not None else None


async def _mark(call: Call, admission: Admission, message_id: str) -> Reply | None:
    if not message_id:
        raise Refused(1008, "Parameter 'message_id' is missing")
    payload: JsonObject = {"status": "read", "message_id": message_id}
    if call.line.plane.settings.bridge.typing_on_read:
        payload["typing_indicator"] = {"type": "text"}
    if admission.way is Way.RELAY:
        raise Refused(1011, "The number is being moved. Try again in a few minutes.")
    if admission.way is Way.HOLD:
        minted = await call.line.plane.queue.hold(
            admission, recipient=f"read {message_id}", body=msgspec.json.encode(payload)
        )
        return done(call) if minted is not None else None
    await call.outbound.send(call.line, payload, None)
    return done(call)


async def _fail_later(call: Call, recipient: str, to: object, error: CloudError) -> Reply:
    """On-Premises accepted such a message, and told by webhook what became of it."""
    line, minted = call.line, mint_id()
    notice = failed_status(
        minted, recipient, code=error.code or 0, title=error.words or "", details=error.details
    )
    await line.tell(recipient, notice)
    return _taken(call, to, minted, None)


def _spend(call: Call, recipient: str) -> None:
    """Refused where Meta would refuse it: as On-Premises answered when it was asked too much."""
    line = call.line
    if not line.take_turn():
        METRICS.limited.labels(line.name, "number").inc()
        raise Refused(1015, TOO_FAST)
    if not line.budgets.take_pair(line.id, recipient):
        METRICS.limited.labels(line.name, "pair").inc()
        raise Refused(1015, TOO_FAST)


def _taken(call: Call, to: object, message_id: str | None, accepted: Accepted | None) -> Reply:
    """201 as On-Premises gives it: the recipient as the application wrote it."""
    wa_id = accepted.wa_id if accepted is not None else None
    contact = {"input": str(to), "wa_id": wa_id or recipient_of({"to": to})}
    return done(call, {"contacts": [contact], "messages": [{"id": message_id}]}, 201)
