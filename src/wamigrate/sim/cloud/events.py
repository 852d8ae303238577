"""Cloud webhooks: signed envelopes to every subscribed app that ticked the field.

Where they go: the number's override, else the WABA's, else the app's own address; overrides count for the
field `messages` only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids, php
from wamigrate.sim.cloud.errors import TITLES
from wamigrate.sim.cloud.state import App, CloudMedia, Subscription, Waba
from wamigrate.sim.inbound import MEDIA_TYPES, media_bytes
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.webhooks import Delivery, Lane

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["CloudEvents"]

WEEK = 7 * 86400.0
DAY = 86400.0
IN_FLIGHT = 50
HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class CloudEvents:
    """What Meta tells the apps of a WABA."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lanes: dict[str, Lane] = {}
        world.network.hear[Side.CLOUD] = self.hear
        world.network.report[Side.CLOUD] = self.report

    def hear(self, number: PhoneNumber, customer: Customer, message: JsonObject) -> bool:
        """Tell of a message from a customer; False if no app hears of it."""
        contact = {"profile": {"name": customer.name}, "wa_id": customer.phone}
        value: JsonObject = {"contacts": [contact], "messages": [self._inbound(number, message)]}
        if message["type"] == "system":
            del value["contacts"]
        return self._messages(number, value, message["id"])

    def report(self, out: Outgoing, status: str, failure: Failure | None) -> None:
        """Tell what became of a message."""
        if self._listeners(out.number.waba, "messages"):
            with_conversation = self._world.options.conversation_in_statuses
            shown = _status(out, status, failure, self._world.clock.now(), with_conversation)
            self._messages(out.number, {"statuses": [shown]}, out.id)

    def manage(self, waba: Waba, field: str, value: JsonObject, number: str | None = None) -> None:
        """Tell of something about a WABA or one of its numbers; overrides do not count."""
        entry = {"time": int(self._world.clock.now())}
        for app, _ in self._listeners(waba, field):
            self._submit(waba, number, app, _own_url(app), field, value, entry)

    def close(self) -> None:
        for lane in self._lanes.values():
            lane.close()

    def _messages(self, number: PhoneNumber, content: JsonObject, message_id: str) -> bool:
        metadata = {"display_phone_number": number.phone, "phone_number_id": number.id}
        value = {"messaging_product": "whatsapp", "metadata": metadata, **content}
        listeners = self._listeners(number.waba, "messages")
        for app, subscription in listeners:
            url = _message_url(number, app, subscription)
            self._submit(number.waba, number.name, app, url, "messages", value, {})
        return bool(listeners)

    def _listeners(self, waba: Waba, field: str) -> list[tuple[App, Subscription]]:
        found = []
        for subscription in waba.subscriptions.values():
            app = self._world.nodes.get(subscription.app_id)
            if isinstance(app, App) and app.live and field in app.fields:
                found.append((app, subscription))
        return found

    def _submit(
        self,
        waba: Waba,
        number: str | None,
        app: App,
        url: Any,
        field: str,
        value: JsonObject,
        extra: JsonObject,
    ) -> None:
        fate = self._world.faults.webhook("graph", number)
        entry = {"id": waba.id, **extra, "changes": [{"value": value, "field": field}]}
        body = php.encode({"object": "whatsapp_business_account", "entry": [entry]})
        secret = "wrong" if fate.signature else app.secret
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        if fate.signature == "missing":
            del headers["x-hub-signature-256"]
        for _ in range(fate.copies):
            delivery = Delivery(url, body, headers, number, field)
            self._lane(app).submit(delivery, late=fate.late)

    def _lane(self, app: App) -> Lane:
        lane = self._lanes.get(app.id)
        if lane is None:
            world = self._world

            def pause(attempt: int) -> float:
                return float(min(world.options.webhook_retry_first * 2 ** min(attempt - 1, 12), 3600.0))

            lane = Lane("graph", world.clock, world.poster, lambda: IN_FLIGHT, pause, WEEK)
            self._lanes[app.id] = lane
        return lane

    def _inbound(self, number: PhoneNumber, message: JsonObject) -> JsonObject:
        kind, keep = message["type"], ("from", "id", "timestamp", "referral", "identity")
        shown = {k: v for k, v in message.items() if k in keep}
        if isinstance(message.get("context"), dict):
            shown["context"] = {"from": number.phone, **message["context"]}
        if kind == "unsupported":
            details = {"details": "Message type is currently not supported."}
            title = "Message type unknown"
            error = {"code": 131051, "title": title, "message": title, "error_data": details}
            return {**shown, "type": kind, "errors": [error]}
        content = message.get(kind, {})
        if kind in MEDIA_TYPES:
            name = "audio" if kind == "voice" else kind
            return {**shown, "type": name, name: self._store(number, kind, content)}
        return {**shown, "type": kind, kind: content}

    def _store(self, number: PhoneNumber, kind: str, content: JsonObject) -> JsonObject:
        data, mime = media_bytes(kind, content)
        ends = self._world.clock.now() + WEEK
        media = CloudMedia(ids.media_number(), number.id, data, mime, content.get("filename") or kind, ends)
        self._world.add(media)
        sha256 = base64.b64encode(bytes.fromhex(media.sha256)).decode()
        shown: JsonObject = {"mime_type": mime, "sha256": sha256, "id": media.id}
        shown |= {k: content[k] for k in ("caption", "filename") if k in content}
        if kind in ("audio", "voice"):
            shown["voice"] = kind == "voice" or bool(content.get("voice"))
        if kind == "sticker":
            shown["animated"] = bool(content.get("animated"))
        return shown


def _own_url(app: App) -> Any:
    return lambda: app.callback_url


def _message_url(number: PhoneNumber, app: App, subscription: Subscription) -> Any:
    return lambda: number.webhook_override or subscription.override or app.callback_url


def _status(
    out: Outgoing, status: str, failure: Failure | None, now: float, with_conversation: bool
) -> JsonObject:
    shown: JsonObject = {
        "id": out.id,
        "status": status,
        "timestamp": str(int(now)),
        "recipient_id": out.customer.phone,
    }
    if out.tag is not None:
        shown["biz_opaque_callback_data"] = out.tag
    if failure is not None:
        title = TITLES.get(failure.cloud, (400, "Something went wrong"))[1]
        data = {"details": failure.details}
        error = {"code": failure.cloud, "title": title, "message": title, "error_data": data, "href": HREF}
        return {**shown, "errors": [error]}
    if status in ("sent", "delivered"):
        if with_conversation:
            shown["conversation"] = _conversation(out, status, now)
        pricing = {"billable": True, "pricing_model": "PMP", "category": out.category, "type": "regular"}
        shown["pricing"] = pricing
    return shown


def _conversation(out: Outgoing, status: str, now: float) -> JsonObject:
    seed = f"{out.number.id}/{out.customer.phone}/{out.category}/{int(out.at // DAY)}"
    found: JsonObject = {"id": hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()}
    if status == "sent":
        found["expiration_timestamp"] = str(int(now + DAY))
    return {**found, "origin": {"type": out.category}}
