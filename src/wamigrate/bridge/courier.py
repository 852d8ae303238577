"""Delivers events to the application as On-Premises did: one a POST, its media fetched, only 200 counts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from wamigrate.bridge.callbacks import MEDIA_ERROR
from wamigrate.bridge.inbound_media import bring_media, bring_referral
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.seams import Delivered, Delivery, NotDelivered
from wamigrate.bridge.short_ids import shorten
from wamigrate.bridge.translating import VALUE, to_callback
from wamigrate.core.payload import JsonObject, dig
from wamigrate.differences.facts import Facts, Remembered
from wamigrate.errors import ApiError, TransportError
from wamigrate.store.hot import ids

__all__ = ["AppCourier"]

log = logging.getLogger("wamigrate.bridge")
JSON = [(b"content-type", b"application/json")]
DONE, AGAIN = Delivered(), NotDelivered()
MEDIA_ATTEMPTS = 5
MOST_AT_ONCE = 24
NOTICES = {
    "customer_changed_number": "notify_user_change_number",
    "customer_identity_changed": "show_security_notifications",
    "user_changed_number": "notify_user_change_number",
}
"""Kinds of system messages, and the settings with which an application wants them."""


class _Held(Exception):
    """No callback can be made before somebody decides: it is tried again, and set aside in the end."""


class _Early(Exception):
    """The status came before its message was answered: a moment later its short ID is known."""


class AppCourier:
    """The data plane's way to the applications."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        self._lines = lines

    async def deliver(self, event: Delivery) -> Delivered | NotDelivered:
        line = self._lines[event.number]
        url = await line.callback_url()
        if url is None:
            log.warning("nobody said where this number's events go", extra={"number": line.name})
            return AGAIN
        if not url:
            return DONE  # the application switched its webhook off: On-Premises dropped events then
        try:
            callback = await self._callback(line, event)
        except (ApiError, TransportError, _Early):
            return AGAIN
        except _Held:
            log.warning("an event waits for a person to decide", extra={"number": line.name})
            return AGAIN
        if callback is None:
            return DONE
        return await _post(line, url, callback)

    def width(self, number: str) -> int:
        """As many at once as the application asked for."""
        return min(self._lines[number].width, MOST_AT_ONCE)

    async def _callback(self, line: Line, event: Delivery) -> JsonObject | None:
        document: JsonObject = msgspec.json.decode(event.body)
        if event.kind != VALUE:
            return document
        settings = await line.settings()
        await line.users.follow(document)
        if not _wanted(document, settings):
            return None
        if line.identities.wanted:
            await line.identities.look(document)
        media = await bring_media(line, document, settings, last=event.attempts >= MEDIA_ATTEMPTS)
        fetched = await bring_referral(line, document, settings)
        facts = await _facts(line, document, settings, fetched)
        if line.number.short_message_ids:
            known = dict(facts.message_ids)
            if not await shorten(line, document, known, event.received_at):
                raise _Early
            facts = replace(facts, message_ids=known)
        done = to_callback(document, facts)
        callback = done.payload
        if done.held:
            raise _Held
        if not isinstance(callback, dict):
            return None
        if media is False:
            _without_media(callback)
        return callback


async def _post(line: Line, url: str, callback: JsonObject) -> Delivered | NotDelivered:
    # Keys in alphabetical order, as On-Premises wrote them.
    body = msgspec.json.encode(callback, order="sorted")
    try:
        posted = await line.hook.post(url, JSON, body)
    except TransportError:
        METRICS.webhooks.labels("bridge", "no_answer").inc()
        return AGAIN
    METRICS.webhooks.labels("bridge", "delivered" if posted.status == 200 else "refused").inc()
    return DONE if posted.status == 200 else AGAIN


async def _facts(line: Line, document: JsonObject, settings: JsonObject, fetched: Mapping[str, str]) -> Facts:
    status, message = dig(document, "statuses", 0), dig(document, "messages", 0)
    named = [dig(status, "id"), dig(message, "context", "id"), dig(message, "reaction", "message_id")]
    wamids = [one for one in named if isinstance(one, str) and one.startswith("wamid.")]
    pressed = [dig(message, "interactive", kind, "id") for kind in ("button_reply", "list_reply")]
    buttons = [one for one in pressed if isinstance(one, str)]
    read = line.plane.hot.read
    message_ids = await read(ids.minted_of, wamids) if wamids else {}
    button_ids = await read(ids.recall, line.id, Remembered.BUTTON_ID.value, buttons) if buttons else {}
    return replace(
        line.facts,
        message_ids=message_ids,
        button_ids=button_ids,
        user_ids=await line.users.named(document),
        fetched=fetched,
        sent_status=_wants_sent(settings),
        own_callback_data=isinstance(status, dict) and "biz_opaque_callback_data" in status,
    )


def _wants_sent(settings: JsonObject) -> bool:
    newer = dig(settings, "webhooks", "message", "sent")
    return newer is True if isinstance(newer, bool) else settings.get("sent_status") is True


def _wanted(document: JsonObject, settings: JsonObject) -> bool:
    """Statuses and notices that the application switched off by name."""
    notice = dig(document, "messages", 0, "system", "type")
    if isinstance(notice, str):
        return settings.get(NOTICES.get(notice, "")) is not False
    status = dig(document, "statuses", 0, "status")
    if not isinstance(status, str):
        return True
    return dig(settings, "webhooks", "message", status) is not False


def _without_media(callback: JsonObject) -> None:
    """The file could not be had: the message comes without its ID, and says so."""
    message = dig(callback, "messages", 0)
    if isinstance(message, dict):
        content = message.get(str(message.get("type")))
        if isinstance(content, dict):
            content.pop("id", None)
        message["errors"] = [MEDIA_ERROR]
