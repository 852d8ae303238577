"""Every call of the control API, with a sentence and a body that works, for router, reference and tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from wamigrate.core.payload import Json
from wamigrate.sim.control import customers, faults, numbers, overview, record, state, time, webhooks
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["ROUTES", "Route"]

Handler = Callable[[World, Request, dict[str, str]], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Route:
    """One call: `{name}` in its path takes one part, `query` names what may follow."""

    method: str
    path: str
    handler: Handler
    about: str
    example: Any = None
    query: str = ""

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """The values of the path's names, if it is this path."""
        mine = self.path.strip("/").split("/")
        if len(mine) != len(parts):
            return None
        pairs = list(zip(mine, parts, strict=True))
        if any(not m.startswith("{") and m != p for m, p in pairs):
            return None
        return {m[1:-1]: p for m, p in pairs if m.startswith("{")}


ROUTES = (
    Route("GET", "/numbers", numbers.numbers, "Every number: its side, ids, PIN, code, counters."),
    Route("GET", "/numbers/{name}", numbers.one_number, "One number, by name, digits or id."),
    Route(
        "PATCH",
        "/numbers/{name}",
        numbers.change_number,
        "Change what Meta or the owner would. `webhook_url` is that of the deployment, `subscribed` says "
        'whether the first app hears of the WABA, `{"deleted": true}` deletes the number.',
        {"pin": "123456", "name_status": "APPROVED", "oba": False, "subscribed": True},
    ),
    Route(
        "POST",
        "/numbers/{name}/webhooks",
        webhooks.announce,
        "Meta tells the apps of something: any field of Cloud webhooks, with any value.",
        {"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}},
    ),
    Route("GET", "/customers", customers.customers, "Every customer that was ever used."),
    Route(
        "PATCH",
        "/customers/{phone}",
        customers.change_customer,
        "Rename a customer, take the phone offline or back, let them read by themselves or not.",
        {"name": "Ada", "offline": False, "reads": True},
    ),
    Route("GET", "/customers/{phone}/messages", customers.customer_inbox, "What a customer received."),
    Route(
        "POST",
        "/customers/{phone}/messages",
        customers.customer_says,
        "A customer writes: any type that webhooks know, `context` for a reply, `reaction`, `voice`.",
        {"to": "main", "type": "text", "text": {"body": "hi"}},
    ),
    Route(
        "POST",
        "/customers/{phone}/read",
        customers.read,
        "The customer reads one message (`id`), all from a number (`from`), or everything.",
        {"from": "main"},
    ),
    Route(
        "POST", "/customers/{phone}/play", customers.play, "The customer plays a voice message.", {"id": "…"}
    ),
    Route(
        "POST",
        "/customers/{phone}/edit",
        customers.edit,
        "The customer changes a message that they wrote.",
        {"id": "…", "type": "text", "text": {"body": "hello"}},
    ),
    Route("POST", "/customers/{phone}/delete", customers.delete, "The customer takes it back.", {"id": "…"}),
    Route(
        "POST",
        "/customers/{phone}/number",
        customers.move,
        "The customer changes their number; the businesses that they know are told.",
        {"phone": "+16505559999"},
    ),
    Route("POST", "/customers/{phone}/identity", customers.identity, "The customer has a new identity key."),
    Route(
        "POST",
        "/customers/{phone}/block",
        customers.block,
        "The customer blocks a number, or ends that.",
        {"number": "main", "blocked": True},
    ),
    Route(
        "GET",
        "/requests",
        record.requests,
        "Calls received: the last 10,000, and every call that is not a message.",
        query="api=onprem|graph, last=N",
    ),
    Route(
        "GET",
        "/exchanges",
        overview.exchanges,
        "The last 100 calls with request and answer, the latest first; secrets are blacked out.",
    ),
    Route(
        "GET",
        "/overview",
        overview.overview,
        "What the page shows: clock, numbers, faults, the latest calls, webhooks and customers; no secrets.",
        query="match=TEXT",
    ),
    Route("GET", "/deliveries", record.deliveries, "The last 1,000 attempts at a webhook.", query="last=N"),
    Route("GET", "/faults", faults.faults, "The faults in force, and every kind that there is."),
    Route(
        "POST",
        "/faults",
        faults.add_fault,
        "Make something go wrong; the answer has the fault's id.",
        {"api": "graph", "path": "/register", "kind": "lost_after", "count": 1},
    ),
    Route("DELETE", "/faults", faults.delete_faults, "End every fault."),
    Route("DELETE", "/faults/{id}", faults.delete_faults, "End one fault."),
    Route("GET", "/clock", time.clock, "The time of the world."),
    Route(
        "POST",
        "/clock",
        time.move_clock,
        'Move the time forward: `advance_s`, or `set` to a moment; `{"frozen": true}` stops it, `false` lets '
        "it go on.",
        {"advance_s": 3600},
    ),
    Route("GET", "/state", state.save, "The whole world as one JSON document, its secrets included."),
    Route("POST", "/state", state.load, "Put such a document in the place of the world."),
    Route("POST", "/reset", time.reset, "Back to the world of the ready line."),
)
