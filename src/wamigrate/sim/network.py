"""The WhatsApp network: what reaches the customers and what reaches the business.

A number is connected on one side only. What arrives for a number that is connected nowhere is dropped and
counted; what the wrong side accepted never leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids, spelling
from wamigrate.sim.customer import Customer
from wamigrate.sim.identity import identity_of
from wamigrate.sim.number import PhoneNumber, Side

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["UNDELIVERABLE", "WINDOW_CLOSED", "Customer", "Failure", "Network", "Outgoing"]

WINDOW = 24 * 3600.0
EVENTS = ("system", "edit", "revoke")
"""Inbound that is not a message of its own: it opens no window."""


class Failure(NamedTuple):
    """Why a message did not arrive, in the codes of both APIs."""

    cloud: int
    onprem: int
    details: str


WINDOW_CLOSED = Failure(
    131047,
    470,
    "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number.",
)
UNDELIVERABLE = Failure(131026, 1026, "Message Undeliverable.")


@dataclass(slots=True)
class Outgoing:
    """A message on its way to a customer; `state` is its last status."""

    id: str
    number: PhoneNumber
    side: Side
    customer: Customer
    type: str
    content: Any
    at: float
    free_form: bool = True
    tag: str | None = None
    context_id: str | None = None
    category: str = "service"
    fail: Failure | None = None
    state: str = "accepted"


class Network:
    """Carries messages.

    `report` tells a business what became of its message: `sent`, `delivered`, `read`, `played`, `failed`.
    `hear` gives a business what a customer wrote; False if nobody is told.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.customers: dict[str, Customer] = {}
        self.left: set[str] = set()
        """Phones whose owner has another number now."""
        self.report: dict[Side, Callable[[Outgoing, str, Failure | None], None]] = {}
        self.hear: dict[Side, Callable[[PhoneNumber, Customer, JsonObject], bool]] = {}

    def wa_id(self, phone: str) -> str:
        """What WhatsApp calls the customer whose number somebody wrote down."""
        plain = ids.digits(phone)
        return spelling.wa_id(plain) if self._world.options.rewrite_numbers else plain

    def reachable(self, phone: str) -> bool:
        """Whether anybody has WhatsApp under that number."""
        absent = self._world.options.without_whatsapp
        return not absent or self.wa_id(phone) not in map(self.wa_id, absent)

    def customer(self, phone: str) -> Customer:
        """The customer of that number in any spelling, who comes into being on first use."""
        key = self.wa_id(phone)
        found = self.customers.get(key)
        if found is None:
            found = self.customers[key] = Customer(key, f"Customer {key[-4:]}")
            found.identity_at = self._world.clock.now()
        return found

    def accept(self, out: Outgoing) -> None:
        """Take a message from either API; it travels after a moment."""
        world = self._world
        if out.side is Side.ONPREM:
            out.number.deployment.pending[out.id] = out
        world.clock.after(world.options.send_delay, lambda: self.travel(out))

    def travel(self, out: Outgoing) -> None:
        """Carry it, if the side that accepted it is still the connected one."""
        number = out.number
        if out.side is Side.ONPREM:
            if out.id not in number.deployment.pending or not self._world.onprem_flows(number):
                return
            del number.deployment.pending[out.id]
        failure = out.fail or self._obstacle(out)
        if failure is not None:
            self._report(out, "failed", failure)
            return
        number.sent += 1
        self._report(out, "sent")
        if number.name in out.customer.blocked:
            return
        out.customer.numbers.add(number.name)
        if out.customer.offline:
            out.customer.waiting.append(out)
        else:
            self.arrive(out)

    def arrive(self, out: Outgoing) -> None:
        """The phone has it; the receipts follow."""
        out.customer.keep(out, _received(out, self._world.clock.now()))
        if out.type != "reaction":
            self._world.clock.after(self._world.options.delivered_delay, lambda: self._delivered(out))

    def read(self, out: Outgoing) -> None:
        """The customer has seen it."""
        if out.state in ("sent", "delivered"):
            self._report(out, "read")

    def play(self, out: Outgoing) -> None:
        """The customer has heard it; only Cloud API tells."""
        self.read(out)
        if out.side is Side.CLOUD and out.state == "read":
            self._report(out, "played")

    def release(self, number: PhoneNumber) -> None:
        """Let pending On-Premises messages go, after whatever held them is over."""
        for out in list(number.deployment.pending.values()):
            self.travel(out)

    def inbound(self, number: PhoneNumber, customer: Customer, message: JsonObject) -> JsonObject:
        """A customer writes to a number; says what became of it."""
        now = self._world.clock.now()
        side = self._world.side(number)
        message = {"from": customer.phone, "timestamp": str(int(now)), **message}
        if side is Side.NONE or customer.phone in number.blocked:
            number.dropped += 1
            return {"id": None, "side": None, "dropped": True}
        cloud = side is Side.CLOUD
        message["id"] = (ids.wamid if cloud else ids.onprem_message_id)(message["from"], outgoing=False)
        if message["type"] not in EVENTS:
            self.left.discard(customer.phone)
            number.windows[customer.phone] = now
            if cloud and number.identity_check:
                message["identity"] = identity_of(customer, acknowledged=True)
            customer.remember(message["id"], number.name, message["type"])
        number.received += 1
        customer.numbers.add(number.name)
        if cloud:
            number.heard.add(message["id"])
        heard = self.hear[side](number, customer, message)
        if not heard:
            number.unheard += 1
        return {"id": message["id"], "side": str(side), "dropped": False, "heard": heard}

    def window_open(self, number: PhoneNumber, customer: Customer) -> bool:
        """Whether the customer wrote within the last 24 hours."""
        since = number.windows.get(customer.phone)
        return since is not None and self._world.clock.now() - since < WINDOW

    def _obstacle(self, out: Outgoing) -> Failure | None:
        fault = self._world.faults.take("undeliverable", out.number.name) if self._world.faults else None
        if fault is not None:
            code = fault.value if isinstance(fault.value, int) else None
            return Failure(code or UNDELIVERABLE.cloud, code or UNDELIVERABLE.onprem, UNDELIVERABLE.details)
        if out.customer.phone in self.left or not self.reachable(out.customer.phone):
            return UNDELIVERABLE
        if out.free_form and not self.window_open(out.number, out.customer):
            return WINDOW_CLOSED
        return None

    def _delivered(self, out: Outgoing) -> None:
        if out.state == "sent":
            self._report(out, "delivered")
        options, reads = self._world.options, out.customer.reads
        if options.read_receipts if reads is None else reads:
            self._world.clock.after(options.read_delay, lambda: self.read(out))

    def _report(self, out: Outgoing, state: str, failure: Failure | None = None) -> None:
        out.state = state
        self.report[out.side](out, state, failure)


def _received(out: Outgoing, now: float) -> JsonObject:
    """The message as the customer's phone shows it."""
    shown: JsonObject = {
        "at": iso(now),
        "from": out.number.phone,
        "number": out.number.name,
        "via": str(out.side),
        "id": out.id,
        "type": out.type,
        out.type: out.content,
    }
    if out.context_id:
        shown["context"] = {"id": out.context_id}
    return shown
