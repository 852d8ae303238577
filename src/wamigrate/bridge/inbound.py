"""Cloud API's webhooks: verified, taken apart, stored, and only then answered.

Meta tries again what is not answered within seconds, and for days. What is answered is never sent again. So
nothing stands between a webhook and its answer but the store.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl

import msgspec

from wamigrate.apis.cloud.webhook import unpack
from wamigrate.apis.event import Event, EventKind
from wamigrate.bridge.http import Limits, Receive, Reply, Scope, Send, header, read_body, send_reply
from wamigrate.bridge.ids import unwrap_tag
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.translating import VALUE
from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import StoreError
from wamigrate.store.hot import inbox
from wamigrate.store.hot.events import NewEvent

__all__ = ["LARGEST", "CloudWebhook", "signature"]

log = logging.getLogger("wamigrate.bridge")
LARGEST = 4_000_000
"""Meta says 3 MB."""
RANKS = {"sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 5, "deleted": 6}
TEXT = [(b"content-type", b"text/plain")]
NOT_ALLOWED = Reply(403)
TOO_BUSY = Reply(503)
CHALLENGE_LIMIT = 1_000


class CloudWebhook:
    """`/webhooks/cloud`, for all numbers: which one an event is for stands in it."""

    def __init__(
        self,
        lines: Mapping[str, Line],
        *,
        app_secret: Secret | None,
        verify_token: Secret | None,
        limits: Limits,
        clock: Callable[[], float],
    ) -> None:
        self._lines = lines
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._limits = limits
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "GET":
                reply = self._verify(scope)
            elif scope["method"] == "POST":
                reply = await self._receive(scope, receive)
            else:
                reply = Reply(405)
        except Refused as refused:
            METRICS.webhooks.labels("cloud", "unreadable").inc()
            reply = Reply(refused.status, headers=[(b"connection", b"close")])
        await send_reply(reply, send)

    def _verify(self, scope: Scope) -> Reply:
        """Meta asks whether this address is ours before it sends anything."""
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        given, challenge = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
        known = self._verify_token is not None and hmac.compare_digest(
            given.encode(), self._verify_token.reveal().encode()
        )
        if query.get("hub.mode") != "subscribe" or not known or len(challenge) > CHALLENGE_LIMIT:
            METRICS.webhooks.labels("cloud", "not_verified").inc()
            return NOT_ALLOWED
        return Reply(200, challenge.encode("latin-1", "replace"), list(TEXT))

    async def _receive(self, scope: Scope, receive: Receive) -> Reply:
        body = await read_body(scope, receive, LARGEST, self._limits)
        if not self._is_signed(body, header(scope, b"x-hub-signature-256")):
            METRICS.webhooks.labels("cloud", "bad_signature").inc()
            return NOT_ALLOWED
        try:
            document = msgspec.json.decode(body)
        except NOT_JSON:
            METRICS.webhooks.labels("cloud", "unreadable").inc()
            return Reply(400)
        return await self._store(unpack(document))

    def _is_signed(self, body: bytes, given: str) -> bool:
        """Over the raw bytes, for Meta escapes them in its own way, and in constant time."""
        if self._app_secret is None:
            log.error("webhooks are refused: without graph.app_secret nobody can tell whose they are")
            return False
        return hmac.compare_digest(signature(self._app_secret, body).encode(), given.encode())

    async def _store(self, events: list[Event]) -> Reply:
        now = self._clock()
        new = list(self._new(events, now))
        if new:
            plane = next(iter(self._lines.values())).plane
            try:
                fresh = await plane.hot.run(inbox.receive, new, now)
            except StoreError:
                METRICS.webhooks.labels("cloud", "not_stored").inc()
                return TOO_BUSY  # Meta tries again
            for event in new:
                if event.message_id is not None:
                    self._lines[event.number].witness.cloud_inbound(event.number)
            METRICS.webhooks.labels("cloud", "stored").inc(sum(fresh))
            METRICS.webhooks.labels("cloud", "repeated").inc(len(fresh) - sum(fresh))
        return Reply(200)

    def _new(self, events: list[Event], now: float) -> Iterator[NewEvent]:
        for event in events:
            if event.kind not in (EventKind.MESSAGE, EventKind.STATUS, EventKind.ERROR):
                METRICS.webhooks.labels("cloud", "other_field").inc()
                log.info("a webhook that On-Premises did not have", extra={"field": event.field})
                continue
            line = self._lines.get(event.phone_number_id or "")
            if line is None:
                METRICS.webhooks.labels("cloud", "unknown_number").inc()
                log.warning("an event for a number that is not configured here")
                continue
            yield _new_event(line, event, now)


def signature(app_secret: Secret, body: bytes) -> str:
    """The header that Meta sends beside a body."""
    return "sha256=" + hmac.new(app_secret.reveal().encode(), body, hashlib.sha256).hexdigest()


def _new_event(line: Line, event: Event, now: float) -> NewEvent:
    value: JsonObject = event.value
    message_id = wamid = tag = None
    rank, customer = 0, "errors"
    if event.kind is EventKind.MESSAGE:
        message = value["messages"][0]
        customer = _text(message.get("from")) or _text(message.get("from_user_id")) or "unknown"
        line.users.learn(message.get("from_user_id"), message.get("from"))
        message_id = _text(message.get("id"))
    elif event.kind is EventKind.STATUS:
        status = value["statuses"][0]
        customer = _text(status.get("recipient_id")) or _text(status.get("recipient_user_id")) or "unknown"
        line.users.learn(status.get("recipient_user_id"), status.get("recipient_id"))
        wamid, rank = _text(status.get("id")), RANKS.get(str(status.get("status")), 0)
        tag = _unwrap(status)
    return NewEvent(
        line.id,
        customer,
        VALUE,
        line.plane.sealer.seal(msgspec.json.encode(value), "event", line.id),
        now,
        message_id=message_id,
        wamid=wamid,
        rank=rank,
        tag=tag,
    )


def _unwrap(status: JsonObject) -> str | None:
    """Our tag, taken out of what the application gets back."""
    given = status.get("biz_opaque_callback_data")
    if not isinstance(given, str):
        return None
    tag, own = unwrap_tag(given)
    if own is None:
        del status["biz_opaque_callback_data"]
    else:
        status["biz_opaque_callback_data"] = own
    return tag


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
