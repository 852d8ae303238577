"""A send of a number on On-Premises: relayed byte for byte, and looked at for later.

Three things keep it from being relayed, or from being no more than that:

- Something for the same customer is still to go out. Nothing may overtake it: the message waits behind it.
- The answer was lost. Nothing can prove what became of it, for On-Premises has no field for a tag: the
  message is kept as one that may have been sent, and the number's policy decides.
- The lease ended before the answer came. Then nobody can say on which side of the hold the answer falls, and
  the message is kept likewise.

The bridge answers in On-Premises' place only those whom On-Premises has let in before, and only what it can
send itself. Others get what they always got.
"""

from __future__ import annotations

import contextlib

from wamigrate.bridge.call import Call, decode, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.ids import new_tag
from wamigrate.bridge.learning import learn_token
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.onprem_rules import check_message, recipient_of
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relayed_answer import no_deployment, whole
from wamigrate.bridge.returned import as_on_premises_knows
from wamigrate.bridge.routes import Admission
from wamigrate.bridge.ttl import max_age_of
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import MaybeSent

__all__ = ["relay_send"]


async def relay_send(call: Call, admission: Admission, body: bytes) -> Reply | None:
    """The deployment's own answer; ours only where there is none to be had. None: admit it again."""
    line = call.line
    if line.deployment is None:
        raise no_deployment()
    if not line.plane.queue.is_quiet(line.id):
        if not await line.plane.queue.is_sure(line.id):
            return None
        message = _message(body)
        if message is not None and line.plane.queue.waits(line.id, recipient_of(message)):
            return await _wait(call, admission, message, body)
    try:
        reply = await _relayed(call, body)
    except MaybeSent:
        METRICS.upstream_errors.labels(line.name, "onprem", "none").inc()
        kept = await _keep_lost(call, admission, body)
        if kept is None:
            raise
        line.shadow.look(body, caller=call.header(b"user-agent"))
        return kept
    if reply.status // 100 == 2:
        line.witness.onprem_sent(line.id)
        if not admission.lease_held:
            await _keep(call, admission, body, reply)
            return reply
    await learn_token(call, None, reply.status)
    line.shadow.look(body, caller=call.header(b"user-agent"))
    return reply


async def _relayed(call: Call, body: bytes) -> Reply:
    if call.line.plane.queue.may_have_returned(call.line.id):
        known = await as_on_premises_knows(call.line.plane, body)
        if known is not body:
            headers = [(k, v) for k, v in call.scope["headers"] if k != b"content-length"]
            call.scope["headers"] = [*headers, (b"content-length", b"%d" % len(known))]
            body = known
    return await whole(call, body, call.line.plane.routes.relay_limit)


async def _wait(call: Call, admission: Admission, message: JsonObject, body: bytes) -> Reply | None:
    """Behind what is still to go out to the same customer; None when the route moved on meanwhile."""
    if not await _is_known(call):
        raise Refused(1016, "Something for this customer is still to go out. Try again in a moment.")
    call.line.shadow.look(body, caller=call.header(b"user-agent"))
    minted = await call.line.plane.queue.hold(
        admission, recipient=recipient_of(message), body=body, max_age=max_age_of(message)
    )
    return _taken(call, minted) if minted is not None else None


async def _keep_lost(call: Call, admission: Admission, body: bytes) -> Reply | None:
    """201 with an ID of ours; None where the application is better told that there was no answer."""
    line = call.line
    if admission.lease_held and (line.number.lost_relays == "pass_on" or line.onprem is None):
        return None
    if _message(body) is None or not await _is_known(call):
        return None
    return _taken(call, await _keep(call, admission, body, None))


async def _keep(call: Call, admission: Admission, body: bytes, reply: Reply | None) -> str:
    """Under the deployment's ID where it gave one: its statuses and ours are then about the same message."""
    payload = decode(body)
    if not isinstance(payload, dict):
        raise Refused(1025, "Body must be a JSON object")
    given = dig(decode(reply.body), "messages", 0, "id") if reply is not None else None
    return await call.line.plane.queue.unknown(
        admission,
        recipient=recipient_of(payload),
        body=body,
        tag=new_tag(),
        minted=given if isinstance(given, str) else None,
        max_age=max_age_of(payload),
    )


def _message(body: bytes) -> JsonObject | None:
    """The message, where it surely is one; marking as read may simply be tried again."""
    with contextlib.suppress(Refused):
        return check_message(decode(body))
    return None


async def _is_known(call: Call) -> bool:
    """Whether On-Premises has let this caller in before."""
    with contextlib.suppress(Refused):
        await call.line.callers.identify(call.authorization)
        return True
    return False


def _taken(call: Call, minted: str) -> Reply:
    return done(call, {"messages": [{"id": minted}]}, 201)
