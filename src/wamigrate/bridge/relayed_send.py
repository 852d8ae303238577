"""A send of a number on On-Premises: relayed byte for byte, and looked at for later.

A relay must end before the lease does. If the lease ended all the same, nobody can say on which side of the
hold the answer falls: the message is kept as one that may have been sent.
"""

from __future__ import annotations

import msgspec

from wamigrate.bridge.call import Call, decode
from wamigrate.bridge.http import Reply
from wamigrate.bridge.ids import new_tag
from wamigrate.bridge.learning import learn_token
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.onprem_rules import recipient_of
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relayed_answer import no_deployment, whole
from wamigrate.bridge.routes import Admission
from wamigrate.core.payload import dig
from wamigrate.errors import MaybeSent

__all__ = ["relay_send"]


async def relay_send(call: Call, admission: Admission, body: bytes) -> Reply:
    """The deployment's own answer; ours only where there is none to be had."""
    if call.line.deployment is None:
        raise no_deployment()
    try:
        reply = await whole(call, body, call.line.plane.routes.relay_limit)
    except MaybeSent:
        METRICS.upstream_errors.labels(call.line.name, "onprem", "none").inc()
        if admission.lease_held:
            raise
        return await _keep(call, admission, body, None)
    if reply.status // 100 == 2 and not admission.lease_held:
        return await _keep(call, admission, body, reply)
    await learn_token(call, None, reply.status)
    call.line.shadow.look(body, caller=call.header(b"user-agent"))
    return reply


async def _keep(call: Call, admission: Admission, body: bytes, reply: Reply | None) -> Reply:
    """Under the deployment's ID where it gave one: its statuses and ours are then about the same message."""
    payload = decode(body)
    if not isinstance(payload, dict):
        raise Refused(1025, "Body must be a JSON object")
    given = dig(decode(reply.body), "messages", 0, "id") if reply is not None else None
    minted = await call.line.plane.queue.unknown(
        admission,
        recipient=recipient_of(payload),
        body=body,
        tag=new_tag(),
        minted=given if isinstance(given, str) else None,
    )
    if reply is not None:
        return reply
    answer = {"messages": [{"id": minted}], "meta": call.line.meta}
    return Reply(201, msgspec.json.encode(answer), [(b"content-type", b"application/json")])
