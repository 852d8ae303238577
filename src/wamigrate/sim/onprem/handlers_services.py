"""Garbage collections: started by a call, done a moment later, told of by webhook."""

from __future__ import annotations

from collections.abc import Callable

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.errors import webhook_error

__all__ = ["collect_media", "collect_messages"]

MESSAGE_LIFE = 7 * 86400.0
MEDIA_LIFE = 30 * 86400.0
DURATION = 0.2


async def collect_messages(call: Call) -> Response:
    """PUT /v1/services/message/gc: inbound messages older than seven days"""
    return _start(call, "message", "messages_deleted", lambda: _old_messages(call))


async def collect_media(call: Call) -> Response:
    """PUT /v1/services/media/gc: media that nobody used for thirty days"""
    return _start(call, "media", "items_deleted", lambda: _old_media(call))


def _start(call: Call, service: str, counter: str, collect: Callable[[], int]) -> Response:
    nodes = [n for n, role in call.place.node_names() if role == "coreapp"]
    multiconnect = call.place.topology == "multiconnect"

    failing = call.fault("collection_fails") is not None

    def end() -> None:
        if failing:
            failed: JsonObject = {"errors": [webhook_error(1014)], "status": "failed"}
            call.world.onprem_callbacks.services(call.number, {service: {"gc": failed}})
            return
        count = collect()
        for place, node in enumerate(nodes if multiconnect else [""]):
            result: JsonObject = {counter: count if place == 0 else 0, "status": "complete"}
            shown: JsonObject = {service: {"gc": result}} | ({"node": node} if node else {})
            call.world.onprem_callbacks.services(call.number, shown)

    call.world.clock.after(DURATION, end)
    status: Json = {"status": "processing"}
    return done(
        call, {"services": {service: {"gc": dict.fromkeys(nodes, status) if multiconnect else status}}}
    )


def _old_messages(call: Call) -> int:
    received = call.place.received
    old = [key for key, message in received.items() if call.now - message.at > MESSAGE_LIFE]
    for key in old:
        del received[key]
    return len(old)


def _old_media(call: Call) -> int:
    media = call.place.media
    old = [key for key, item in media.items() if call.now - item.used_at > MEDIA_LIFE]
    for key in old:
        del media[key]
    return len(old)
