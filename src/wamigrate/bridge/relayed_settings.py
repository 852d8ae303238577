"""`webhooks.url` of a deployment that calls the bridge: the application's own stays the application's.

The deployment calls the bridge, so its `webhooks.url` is the bridge's. The application reads and writes the
one that it means: what it writes is remembered here and not passed on, what it reads is put back.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

import msgspec

from wamigrate.attachment import callback_address
from wamigrate.bridge.call import Call, decode
from wamigrate.bridge.http import Reply
from wamigrate.bridge.relay import of_whole
from wamigrate.bridge.relayed_answer import no_deployment
from wamigrate.core.payload import NOT_JSON, Json, JsonObject, dig
from wamigrate.errors import StoreError
from wamigrate.store.settings_document import is_too_large, merge, without_url

__all__ = ["SETTINGS_CALLS", "relay_settings"]

log = logging.getLogger("wamigrate.bridge")
SETTINGS_CALLS = frozenset(f"{method} /v1/settings/application" for method in ("GET", "PATCH", "DELETE"))
LIMIT = 15.0


async def relay_settings(call: Call, bridge_url: str | None, body: bytes = b"") -> Reply:
    """The deployment's answer, as it would be without the bridge."""
    place = callback_address(bridge_url, call.line.name) if bridge_url else None
    if call.method == "GET":
        return await _show(call, place)
    own = await call.line.callback_keys.complete(place) if place else None
    if call.method == "DELETE":
        return await _reset(call, own)
    return await _change(call, own, body)


async def _show(call: Call, place: str | None) -> Reply:
    reply = await _relay(call, b"")
    document = _json(reply.body) if reply.status == 200 else None
    found = dig(document, "settings", "application")
    if not isinstance(found, dict):
        return reply
    attached = place is not None and str(dig(found, "webhooks", "url")).startswith(place)
    await _learn(call, found, keep_url=attached)
    if not attached:
        return reply
    url = dig(await call.line.settings(), "webhooks", "url", default="")
    found["webhooks"]["url"] = url
    return Reply(reply.status, msgspec.json.encode(document), reply.headers)


async def _change(call: Call, own: str | None, body: bytes) -> Reply:
    patch = decode(body)
    url = dig(patch, "webhooks", "url")
    if own is None or not isinstance(url, str) or not call.line.attached:
        reply = await _relay(call, body)
        if reply.status // 100 == 2 and isinstance(patch, dict):
            await _merge(call, patch)
        return reply
    passed: JsonObject = {**patch, "webhooks": {**patch["webhooks"], "url": own}}
    reply = await _relay(call, msgspec.json.encode(passed))
    if reply.status // 100 == 2:
        await _merge(call, patch)
    return reply


async def _reset(call: Call, own: str | None) -> Reply:
    attached = own is not None and call.line.attached
    reply = await _relay(call, b"")
    if reply.status // 100 == 2:
        await call.line.change_settings(None)
        if attached:
            patch = msgspec.json.encode({"webhooks": {"url": own}})
            again = await _relay(call, patch, method="PATCH")
            if again.status // 100 != 2:
                log.error("after a reset the deployment no longer calls the bridge: run bridge attach")
    return reply


async def _relay(call: Call, body: bytes, *, method: str | None = None) -> Reply:
    if call.line.deployment is None:
        raise no_deployment()
    scope: Any = call.scope
    if body:
        kept = [(k, v) for k, v in scope["headers"] if k not in (b"content-length", b"content-type")]
        kept += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        scope = {**scope, "headers": kept, "method": method or scope["method"]}
    async with call.line.deployment.exchange(scope, call.path, body or None, limit=LIMIT) as incoming:
        pieces = [piece async for piece in incoming.pieces]
        return Reply(incoming.status, b"".join(pieces), of_whole(incoming.headers))


async def _learn(call: Call, found: JsonObject, *, keep_url: bool) -> None:
    """What the deployment says is what the bridge will say after the move."""
    await _merge(call, without_url(found) if keep_url else found)


async def _merge(call: Call, patch: JsonObject) -> None:
    try:
        before = await call.line.fresh_settings()
        document = copy.deepcopy(before)
        merge(document, patch)
        if is_too_large(document):
            log.warning("settings are too large to be noted", extra={"number": call.line.name})
        elif document != before:
            await call.line.change_settings(document)
    except StoreError:
        log.warning("settings could not be noted", extra={"number": call.line.name})


def _json(body: bytes) -> Json:
    try:
        return msgspec.json.decode(body)
    except NOT_JSON:
        return None
