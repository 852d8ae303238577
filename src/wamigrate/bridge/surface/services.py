"""Clean-up services of the deployment's own database: there is nothing of it left to clean."""

from __future__ import annotations

import msgspec

from wamigrate.bridge.call import Call, Mode, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.translating import CALLBACK
from wamigrate.core.payload import JsonObject
from wamigrate.store.hot import events
from wamigrate.store.hot.events import NewEvent

__all__ = ["collect_media", "collect_messages"]

CUSTOMER = "services"


async def collect_messages(call: Call) -> Reply:
    """PUT /v1/services/message/gc: nothing is done, and the webhook hears that it is complete"""
    return await _collected(call, "message", {"messages_deleted": 0})


async def collect_media(call: Call) -> Reply:
    """PUT /v1/services/media/gc: nothing is done, and the webhook hears that it is complete"""
    return await _collected(call, "media", {"items_deleted": 0})


async def _collected(call: Call, service: str, counted: JsonObject) -> Reply:
    if call.mode is not Mode.HOLD:
        line = call.line
        notice = msgspec.json.encode({"services": [{service: {"gc": {**counted, "status": "complete"}}}]})
        sealed = line.plane.sealer.seal(notice, "event", line.id)
        now = line.plane.clock.now().timestamp()
        await line.plane.hot.run(events.append, NewEvent(line.id, CUSTOMER, CALLBACK, sealed, now))
    return done(call, {"services": {service: {"gc": {"status": "processing"}}}})
