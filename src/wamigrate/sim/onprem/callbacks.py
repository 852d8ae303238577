"""On-Premises webhooks: bare payloads, one event each, repeated with a linear pause until a plain 200."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.onprem.errors import webhook_error
from wamigrate.sim.onprem.inbound import inbound_payload
from wamigrate.sim.onprem.settings import whole_number
from wamigrate.sim.onprem.statuses import deleted_status, status_of
from wamigrate.sim.webhooks import Delivery, Lane

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["OnPremCallbacks"]

HEADERS = {"content-type": "application/json"}
PRODUCTS = ("product", "product_list", "catalog_message")
DETAILS = {400: "Failed to download the media from the sender."}
FOR_EVER = 10 * 365 * 86400.0


class OnPremCallbacks:
    """What each deployment tells its webhook endpoint."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lanes: dict[str, Lane] = {}
        world.network.hear[Side.ONPREM] = self.hear
        world.network.report[Side.ONPREM] = self.report

    def hear(self, number: PhoneNumber, customer: Customer, message: JsonObject) -> bool:
        """Tell of a message from a customer; False if nobody is told."""
        payload = inbound_payload(self._world, number, customer, message)
        number.deployment.remember(message["id"], self._world.clock.now())
        if payload is None or not _url(number):
            return False
        return self._submit(number, payload, "inbound_message")

    def report(self, out: Outgoing, status: str, failure: Failure | None) -> None:
        """Tell what became of a message, if that is wanted and the number is still here."""
        number = out.number
        settings = number.deployment.settings
        if status == "sent" and _names_products(out) and self._takes("product_unavailable", number):
            self.report(out, "warning", None)
        wanted = settings["webhooks"]["message"]
        if self._world.side(number) is not Side.ONPREM or not _url(number):
            return
        if status in wanted and not wanted[status] and not (status == "sent" and settings.get("sent_status")):
            return
        priced = not settings.get("webhook_payload_conversation_pricingmodel_disabled")
        now = self._world.clock.now()
        self._submit(
            number, {"statuses": [status_of(out, status, failure, now, priced=priced)]}, "status_change"
        )

    def deleted(self, number: PhoneNumber, customer: Customer, message_id: str) -> None:
        """Tell that a customer deleted what he had sent."""
        status = deleted_status(message_id, customer.phone, self._world.clock.now())
        self._tell(number, {"statuses": [status]}, "status_change")

    def contacts(self, number: PhoneNumber, found: list[JsonObject]) -> None:
        """Tell what a look-up found that nobody waited for."""
        self._tell(number, {"contacts": found}, "contacts")

    def services(self, number: PhoneNumber, result: JsonObject) -> None:
        """Tell how a garbage collection ended."""
        self._tell(number, {"services": [result]}, "service")

    def error(self, number: PhoneNumber, code: int, details: str | None = None) -> None:
        """Tell of an error that belongs to no message."""
        told = webhook_error(code, details=details or DETAILS.get(code))
        self._tell(number, {"errors": [told]}, "error")

    def _tell(self, number: PhoneNumber, payload: JsonObject, kind: str) -> None:
        if _url(number):
            self._submit(number, payload, kind)

    def size(self, number: PhoneNumber) -> int:
        """`callback_queue_size`."""
        shown = 0
        fault = self._world.faults.peek("stuck_callbacks", number.name) if self._world.faults else None
        if fault is not None and isinstance(fault.value, int):
            shown = fault.value
        lane = self._lanes.get(number.name)
        return shown + (len(lane) if lane else 0)

    def in_flight(self, number: PhoneNumber) -> int:
        """Callbacks whose answer is awaited."""
        lane = self._lanes.get(number.name)
        return lane.running if lane else 0

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

    def _takes(self, kind: str, number: PhoneNumber) -> bool:
        return bool(self._world.faults) and self._world.faults.take(kind, number.name) is not None

    def _submit(self, number: PhoneNumber, payload: Json, kind: str) -> bool:
        fate = self._world.faults.webhook("onprem", number.name)
        body = msgspec.json.encode(payload, order="sorted")
        for _ in range(fate.copies):
            delivery = Delivery(_endpoint(number), body, HEADERS, number.name, kind)
            delivery.authority = _authority(number)
            self._lane(number).submit(delivery, late=fate.late)
        return bool(fate.copies)

    def _lane(self, number: PhoneNumber) -> Lane:
        lane = self._lanes.get(number.name)
        if lane is not None:
            return lane
        settings = number.deployment.settings
        world = self._world

        def limit() -> int:
            return whole_number(settings["webhooks"].get("max_concurrent_requests"), 6)

        def pause(attempt: int) -> float:
            step = whole_number(settings.get("callback_backoff_delay_ms"), 3000)
            most = whole_number(settings.get("max_callback_backoff_delay_ms"), 900000)
            return min(step * attempt, most) / 1000

        def held() -> bool:
            if number.deployment.restarting_until > world.clock.now():
                return True
            moved = number.side is Side.CLOUD
            if moved and not number.spec.flushes_after_move:
                return True
            if not world.faults:
                return False
            if moved and world.faults.peek("no_flush", number.name):
                return True
            return world.faults.peek("stuck_callbacks", number.name) is not None

        def result(delivery: Delivery, status: int | None) -> None:
            key = (delivery.kind, "success" if status == 200 else str(status or 7))
            number.deployment.callbacks[key] = number.deployment.callbacks.get(key, 0) + 1

        patience = world.spec.onprem.callback_patience or FOR_EVER
        lane = Lane("onprem", world.clock, world.poster, limit, pause, patience, held, result)
        self._lanes[number.name] = lane
        return lane


def _names_products(out: Outgoing) -> bool:
    return out.type == "interactive" and out.content.get("type") in PRODUCTS


def _url(number: PhoneNumber) -> str:
    return str(number.deployment.settings["webhooks"]["url"] or "")


def _authority(number: PhoneNumber) -> Callable[[], str]:
    return lambda: number.deployment.certificates.get("webhooks", "")


def _endpoint(number: PhoneNumber) -> Callable[[], str]:
    return lambda: _url(number)
