"""A deployment's whole answer to one call: for those that are looked at before they are handed on."""

from __future__ import annotations

import asyncio

from wamigrate.bridge.call import Call
from wamigrate.bridge.http import Reply, has_body
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relay import of_whole
from wamigrate.clients.streaming import Incoming
from wamigrate.errors import MaybeSent

__all__ = ["no_deployment", "taken", "whole"]

ANSWER_LIMIT = 4_000_000


async def whole(call: Call, body: bytes, limit: float) -> Reply:
    """The deployment's whole answer to this call, within so many seconds."""
    if call.line.deployment is None:
        raise no_deployment()
    sent = body if has_body(call.scope) else None
    try:
        async with (
            asyncio.timeout(limit),
            call.line.deployment.exchange(call.scope, call.path, sent, limit=limit) as incoming,
        ):
            return await taken(incoming)
    except TimeoutError:
        raise MaybeSent("The deployment did not answer.") from None


async def taken(incoming: Incoming) -> Reply:
    """An answer read to its end."""
    pieces, size = [], 0
    async for piece in incoming.pieces:
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_LIMIT:
            raise Refused(1014, "The deployment's answer is too large.", status=502)
    return Reply(incoming.status, b"".join(pieces), of_whole(incoming.headers))


def no_deployment() -> Refused:
    return Refused(1011, "No deployment is configured for this number.")
