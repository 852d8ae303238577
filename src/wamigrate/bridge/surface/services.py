"""Clean-up services of the deployment's own database: there is nothing of it left to clean."""

from __future__ import annotations

import msgspec

from wamigrate.bridge.call import Call, Mode, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.seams import Notice
from wamigrate.bridge.translating import CALLBACK
from wamigrate.core.payload import JsonObject

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
        body = msgspec.json.encode({"services": [{service: {"gc": {**counted, "status": "complete"}}}]})
        await call.line.tell(CUSTOMER, Notice(CALLBACK, body))
    return done(call, {"services": {service: {"gc": {"status": "processing"}}}})
