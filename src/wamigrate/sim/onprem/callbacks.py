"""On-Premises webhooks: bare payloads, one event each, repeated with a linear pause until a plain 200."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.inbound import MEDIA_TYPES, media_bytes
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.onprem.errors import WEBHOOK_TITLES
from wamigrate.sim.onprem.state import MediaFile
from wamigrate.sim.webhooks import Delivery, Lane

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["OnPremCallbacks"]

HEADERS = {"content-type": "application/json"}
HREF = "https://developers.facebook.com/docs/whatsapp/api/errors/"
PLAIN_TYPES = ("text", "location", "contacts", "button", "interactive", "order", "system")
FOR_EVER = 10 * 365 * 86400.0
DAY = 86400.0


class OnPremCallbacks:
    """What each deployment tells its webhook endpoint."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lanes: dict[str, Lane] = {}
        world.network.hear[Side.ONPREM] = self.hear
        world.network.report[Side.ONPREM] = self.report

    def hear(self, number: PhoneNumber, customer: Customer, message: JsonObject) -> bool:
        """Tell of a message from a customer; False if nobody is told."""
        number.deployment.received[message["id"]] = False
        if not number.deployment.settings["webhooks"]["url"]:
            return False
        payload: JsonObject = {
            "contacts": [{"profile": {"name": customer.name}, "wa_id": customer.phone}],
            "messages": [self._inbound(number, message)],
        }
        if message["type"] == "system":
            del payload["contacts"]
        return self._submit(number, payload, "inbound_message")

    def report(self, out: Outgoing, status: str, failure: Failure | None) -> None:
        """Tell what became of a message, if that is wanted and the number is still here."""
        number = out.number
        settings = number.deployment.settings
        wanted = settings["webhooks"]["message"]
        if self._world.side(number) is not Side.ONPREM or not settings["webhooks"]["url"]:
            return
        if status in wanted and not wanted[status] and not (status == "sent" and settings.get("sent_status")):
            return
        payload = {"statuses": [_status(out, status, failure, self._world.clock.now())]}
        self._submit(number, payload, "status_change")

    def size(self, number: PhoneNumber) -> int:
        """`callback_queue_size`."""
        shown = 0
        fault = self._world.faults.peek("stuck_callbacks", number.name) if self._world.faults else None
        if fault is not None and isinstance(fault.value, int):
            shown = fault.value
        lane = self._lanes.get(number.name)
        return shown + (len(lane) if lane else 0)

    def restart(self, number: PhoneNumber) -> int:
        """A restart of the containers: callbacks that were not persisted are lost."""
        lane = self._lanes.get(number.name)
        if lane is None or number.deployment.settings.get("callback_persist", True):
            return 0
        return lane.drop()

    def pump(self) -> None:
        for lane in self._lanes.values():
            lane.pump()

    def close(self) -> None:
        for lane in self._lanes.values():
            lane.close()

    def _submit(self, number: PhoneNumber, payload: Json, kind: str) -> bool:
        faults = self._world.faults
        if faults and faults.take("webhook_drop", number.name):
            return False
        body = msgspec.json.encode(payload, order="sorted")
        copies = 2 if faults and faults.take("webhook_duplicate", number.name) else 1
        late = faults.take("webhook_delay", number.name) if faults else None
        for _ in range(copies):
            delivery = Delivery(_endpoint(number), body, HEADERS, number.name, kind)
            self._lane(number).submit(delivery, late=float(late.value or 0) if late else 0.0)
        return True

    def _lane(self, number: PhoneNumber) -> Lane:
        lane = self._lanes.get(number.name)
        if lane is not None:
            return lane
        settings = number.deployment.settings
        world = self._world

        def limit() -> int:
            return int(settings["webhooks"].get("max_concurrent_requests", 6))

        def pause(attempt: int) -> float:
            step = float(settings.get("callback_backoff_delay_ms", 3000))
            return min(step * attempt, float(settings.get("max_callback_backoff_delay_ms", 900000))) / 1000

        def held() -> bool:
            if number.side is Side.CLOUD and not number.spec.flushes_after_move:
                return True
            return bool(world.faults) and world.faults.peek("stuck_callbacks", number.name) is not None

        def result(delivery: Delivery, status: int | None) -> None:
            key = (delivery.kind, "success" if status == 200 else str(status or 7))
            number.deployment.callbacks[key] = number.deployment.callbacks.get(key, 0) + 1

        lane = Lane("onprem", world.clock, world.poster, limit, pause, FOR_EVER, held, result)
        self._lanes[number.name] = lane
        return lane

    def _inbound(self, number: PhoneNumber, message: JsonObject) -> JsonObject:
        kind, keep = message["type"], ("from", "id", "referral", "timestamp")
        shown = {k: v for k, v in message.items() if k in keep}
        content = message.get(kind, {})
        if isinstance(message.get("context"), dict):
            shown["context"] = {"from": number.phone, **message["context"]}
        if kind in MEDIA_TYPES:
            kind = "voice" if kind == "voice" or content.get("voice") else kind
            return {**shown, "type": kind, kind: self._store(number, message["type"], content)}
        if kind in PLAIN_TYPES:
            return {**shown, "type": kind, kind: content}
        error = {
            "code": 501,
            "title": "Unknown message type",
            "details": "Message type is not currently supported",
        }
        return {**shown, "type": "unknown", "errors": [error]}

    def _store(self, number: PhoneNumber, kind: str, content: JsonObject) -> JsonObject:
        data, mime = media_bytes(kind, content)
        media_id = ids.uuid_id()
        number.deployment.media[media_id] = MediaFile(data, mime)
        shown: JsonObject = {"id": media_id, "mime_type": mime, "sha256": hashlib.sha256(data).hexdigest()}
        return shown | {k: content[k] for k in ("caption", "filename") if k in content}


def _endpoint(number: PhoneNumber) -> Any:
    return lambda: number.deployment.settings["webhooks"]["url"]


def _status(out: Outgoing, status: str, failure: Failure | None, now: float) -> JsonObject:
    shown: JsonObject = {
        "id": out.id,
        "message": {"recipient_id": out.customer.phone},
        "recipient_id": out.customer.phone,
        "status": status,
        "timestamp": str(int(now)),
        "type": "message",
    }
    if failure is not None:
        title = WEBHOOK_TITLES.get(failure.onprem, failure.details)
        shown["errors"] = [{"code": failure.onprem, "title": title, "href": HREF}]
        return shown
    if status != "read":
        conversation: JsonObject = {"id": _conversation(out), "origin": {"type": out.category}}
        if status == "sent":
            conversation["expiration_timestamp"] = int(now + DAY)
        shown["conversation"] = conversation
        shown["pricing"] = {"billable": True, "category": out.category, "pricing_model": "CBP"}
    return shown


def _conversation(out: Outgoing) -> str:
    seed = f"{out.number.id}/{out.customer.phone}/{out.category}/{int(out.at // DAY)}"
    return hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()
