"""Calls of a number that is on On-Premises: relayed, and learned from.

Nothing of what passes is changed, with one exception: once the bridge stands between a deployment and its
webhooks, `webhooks.url` is kept apart (`relayed_settings`).
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import msgspec

from wamigrate.bridge.call import Call
from wamigrate.bridge.http import (
    JSON,
    Limits,
    Receive,
    Reply,
    Scope,
    Send,
    body_pieces,
    has_body,
    read_body,
    send_reply,
)
from wamigrate.bridge.learning import LEARNED, learn, learn_token
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relay import end_to_end, of_whole
from wamigrate.bridge.relayed_answer import no_deployment, whole
from wamigrate.bridge.relayed_settings import SETTINGS_CALLS, relay_settings
from wamigrate.bridge.relayed_upload import relay_upload
from wamigrate.bridge.returned import as_the_application_knows
from wamigrate.bridge.routes import LiveRoutes, Way
from wamigrate.bridge.row import Route
from wamigrate.errors import StoreError, TransportError

__all__ = ["Relayed"]

UPLOAD = "POST /v1/media"
MESSAGES = b'"messages"'
"""Stands in a callback that brings a customer's message, and in no other: their statuses have `statuses`."""


class Relayed:
    """Relays what is no message; those have `surface.messages`."""

    def __init__(self, routes: LiveRoutes, limits: Limits, *, bridge_url: str | None) -> None:
        self._routes = routes
        self._limits = limits
        self._bridge_url = bridge_url

    async def answer(self, call: Call, row: Route | None) -> Reply:
        """The deployment's answer; what only reads is handed on while it comes."""
        if call.line.deployment is None:
            raise no_deployment()
        if call.route == UPLOAD:
            reply = await relay_upload(call)
        elif call.method in ("GET", "HEAD"):
            if call.route in SETTINGS_CALLS:
                return await relay_settings(call, self._bridge_url)
            reply = await self._streamed(call)
        else:
            reply = await self._admitted(call)
        await learn_token(call, row, reply.status)
        return reply

    async def callback(self, line: Line, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        """On-Premises' own callback: to the application, untouched but for our IDs, and its answer back."""
        try:
            reply = await self._called_back(line, key, scope, receive)
        except Refused as refused:
            METRICS.webhooks.labels("onprem", "unreadable").inc()
            reply = Reply(refused.status, headers=[(b"connection", b"close")])
        except StoreError:
            reply = Reply(503)  # the deployment tries again
        await send_reply(reply, send)

    async def _called_back(self, line: Line, key: str, scope: Scope, receive: Receive) -> Reply:
        if scope["method"] == "GET" and not key:
            # Whoever is about to give this address to a deployment looks first whose it is.
            return Reply(200, msgspec.json.encode({"phone_number_id": line.id}), list(JSON))
        if line.deployment is None:
            return Reply(404)
        if not await line.callback_keys.fit(key):
            METRICS.webhooks.labels("onprem", "wrong_key").inc()
            return Reply(404)
        if scope["method"] != "POST":
            return Reply(405)
        body = await read_body(scope, receive, self._limits.json, self._limits)
        url = await line.callback_url()
        if not url:
            METRICS.webhooks.labels("onprem", "no_url").inc()
            # An application that wants none gets none, as from On-Premises. Where nobody ever said, the
            # deployment keeps the event and tries again.
            return Reply(200 if url == "" else 502)
        known = await as_the_application_knows(line.plane, line.id, body)
        try:
            headers = of_whole(scope["headers"])
            posted = await line.hook.post(url, headers, known)
        except TransportError:
            METRICS.webhooks.labels("onprem", "no_answer").inc()
            return Reply(502)  # the deployment tries again, as it always did
        if posted.status == 200 and MESSAGES in body:
            line.witness.onprem_inbound(line.id)
        METRICS.webhooks.labels("onprem", "relayed" if posted.status == 200 else "refused").inc()
        return Reply(posted.status, posted.body, of_whole(posted.headers))

    async def _admitted(self, call: Call) -> Reply:
        """What changes something: only while the route stands, and within the relay limit."""
        body = await call.body()
        with await self._routes.admit(call.line.id) as admission:
            if admission.way is not Way.RELAY:
                raise Refused(1011, "The number is being moved. Try again in a few minutes.")
            if call.route in SETTINGS_CALLS:
                reply = await relay_settings(call, self._bridge_url, body)
            else:
                reply = await whole(call, body, self._routes.relay_limit)
        if call.route in LEARNED:
            await learn(call, body, reply)
        return reply

    async def _streamed(self, call: Call) -> Reply:
        assert call.line.deployment is not None  # noqa: S101 - looked at by the caller
        body = self._pieces(call) if has_body(call.scope) else None
        stack = contextlib.AsyncExitStack()
        incoming = await stack.enter_async_context(
            call.line.deployment.exchange(call.scope, call.path, body, limit=self._limits.idle * 2)
        )
        headers = end_to_end(incoming.headers)
        return Reply(incoming.status, headers=headers, pieces=_owned(stack, incoming.pieces))

    def _pieces(self, call: Call) -> AsyncIterator[bytes]:
        return body_pieces(call.scope, call.receive, self._limits.media, self._limits)


async def _owned(stack: contextlib.AsyncExitStack, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces; what they come from is closed with them."""
    async with stack:
        async for piece in pieces:
            yield piece
