"""Cloud webhooks: signed envelopes to every subscribed app that ticked the field.

Where they go: the number's override, else the WABA's, else the app's own address; overrides count for the
field `messages` only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wamigrate.core.payload import JsonObject
from wamigrate.sim import php
from wamigrate.sim.cloud.envelopes import Change, Envelopes, signed
from wamigrate.sim.cloud.state import App, Subscription, Waba
from wamigrate.sim.cloud.webhook_values import contact, inbound, status
from wamigrate.sim.network import Customer, Failure, Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.webhooks import Delivery, Lane

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["CloudEvents"]

IN_FLIGHT = 50
LONGEST_PAUSE = 3600.0

Url = Callable[[], str | None]


class CloudEvents:
    """What Meta tells the apps of a WABA."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lanes: dict[str, Lane] = {}
        self._envelopes = Envelopes(world, self._post)
        world.network.hear[Side.CLOUD] = self.hear
        world.network.report[Side.CLOUD] = self.report

    def hear(self, number: PhoneNumber, customer: Customer, message: JsonObject) -> bool:
        """Tell of a message from a customer; False if no app hears of it."""
        content: JsonObject = {"contacts": [contact(self._world, number, customer)]}
        if message["type"] == "system":
            del content["contacts"]
        content["messages"] = [inbound(self._world, number, customer, message)]
        return self._messages(number, content)

    def report(self, out: Outgoing, name: str, failure: Failure | None) -> None:
        """Tell what became of a message."""
        if not self._listeners(out.number.waba, "messages"):
            return
        content: JsonObject = {"statuses": [status(self._world, out, name, failure)]}
        if self._world.options.contacts_in_statuses:
            content = {"contacts": [contact(self._world, out.number, out.customer)], **content}
        self._messages(out.number, content)

    def announce(self, number: PhoneNumber, field: str, value: JsonObject) -> bool:
        """Tell what somebody else made up; False if no app hears of it."""
        if field == "messages":
            return self._messages(number, value)
        self.manage(number.waba, field, value, number.name)
        return bool(self._listeners(number.waba, field))

    def manage(self, waba: Waba, field: str, value: JsonObject, number: str | None = None) -> None:
        """Tell of something about a WABA or one of its numbers; overrides do not count."""
        now = int(self._world.clock.now())
        for app, _ in self._listeners(waba, field):
            self._envelopes.add(app, _own_url(app), Change(waba.id, number, field, php.encode(value), now))

    def close(self) -> None:
        self._envelopes.clear()
        for lane in self._lanes.values():
            lane.close()

    def _messages(self, number: PhoneNumber, content: JsonObject) -> bool:
        listeners = self._listeners(number.waba, "messages")
        if not listeners:
            return False
        metadata = {"display_phone_number": number.phone, "phone_number_id": number.id}
        value = php.encode({"messaging_product": "whatsapp", "metadata": metadata, **content})
        change = Change(number.waba.id, number.name, "messages", value)
        for app, subscription in listeners:
            self._envelopes.add(app, _message_url(number, app, subscription), change)
        return True

    def _listeners(self, waba: Waba, field: str) -> list[tuple[App, Subscription]]:
        found = []
        for subscription in waba.subscriptions.values():
            app = self._world.nodes.get(subscription.app_id)
            if isinstance(app, App) and app.live and field in app.fields:
                found.append((app, subscription))
        return found

    def _post(self, app: App, url: Url, number: str | None, field: str, body: bytes) -> None:
        """Hand a finished envelope over; what a fault makes of it is decided here."""
        fate = self._world.faults.webhook("graph", number)
        secret = "wrong" if fate.signature else app.secret
        headers = signed(body, secret, with_sha1=self._world.options.webhook_sha1)
        if fate.signature == "missing":
            headers = {"content-type": "application/json"}
        for _ in range(fate.copies):
            self._lane(app).submit(Delivery(url, body, headers, number, field), late=fate.late)

    def _lane(self, app: App) -> Lane:
        lane = self._lanes.get(app.id)
        if lane is None:
            world = self._world

            def pause(attempt: int) -> float:
                return float(
                    min(world.options.webhook_retry_first * 2 ** min(attempt - 1, 12), LONGEST_PAUSE)
                )

            patience = world.options.webhook_patience
            lane = Lane("graph", world.clock, world.poster, lambda: IN_FLIGHT, pause, patience)
            self._lanes[app.id] = lane
        return lane


def _own_url(app: App) -> Url:
    return lambda: app.callback_url


def _message_url(number: PhoneNumber, app: App, subscription: Subscription) -> Url:
    return lambda: number.webhook_override or subscription.override or app.callback_url
