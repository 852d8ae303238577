"""What the page shows, in one call: bounded, however large the world is, and without secrets."""

from __future__ import annotations

from itertools import islice

import msgspec

from wamigrate.core.clock import iso
from wamigrate.core.payload import NOT_JSON, Json, JsonObject
from wamigrate.sim.control.customers import shown_customer
from wamigrate.sim.control.numbers import shown_number
from wamigrate.sim.http import Request
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import World

__all__ = ["exchanges", "masked", "overview"]

ROWS = 100
LATEST = 40
INBOX = 10
SECRET_KEYS = frozenset(
    ("access_token", "app_secret", "appsecret_proof", "cert", "certificate", "data", "input_token")
) | frozenset(("new_password", "otp", "password", "pin", "recovery_token", "secret", "token", "verify_token"))
HIDDEN = "…"


async def overview(world: World, request: Request, path: dict[str, str]) -> Json:
    match = request.query.get("match", "").strip().lower()
    fitting = [n for n in world.numbers.values() if not match or _fits(world, n, match)]
    people = list(world.network.customers.values())[-LATEST:]
    clock = {"now": iso(world.clock.now()), "frozen": world.clock.frozen}
    return {
        "clock": clock,
        "numbers_total": len(world.numbers),
        "numbers": [_without_secrets(shown_number(world, n)) for n in fitting[:ROWS]],
        "names": list(islice(world.numbers, ROWS)),
        "faults": [fault.as_json() for fault in world.faults.every()],
        "exchanges": _exchanges(world, LATEST),
        "deliveries": [masked(sent.as_json()) for sent in reversed(list(world.poster.attempts)[-LATEST:])],
        "customers": [
            {**shown_customer(c), "last": masked(list(c.inbox)[-INBOX:])} for c in reversed(people)
        ],
    }


async def exchanges(world: World, request: Request, path: dict[str, str]) -> Json:
    return _exchanges(world, ROWS)


def _exchanges(world: World, count: int) -> list[JsonObject]:
    """The last calls with what was asked and answered, the latest first."""
    found = reversed(list(world.log.exchanges)[-count:])
    return [
        {**e.record.as_json(), "seq": e.record.seq, "request": _body(e.request), "answer": _body(e.answer)}
        for e in found
    ]


def _body(content: bytes) -> Json:
    """JSON without secrets; of anything else only the size, for nobody knows what is in it."""
    if not content:
        return None
    try:
        return masked(msgspec.json.decode(content))
    except NOT_JSON:
        return f"({len(content)} bytes or more)"


def masked(value: Json) -> Json:
    """The same with secrets blacked out."""
    if isinstance(value, dict):
        return {k: HIDDEN if _secret(k, v) else masked(v) for k, v in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def _secret(key: str, value: Json) -> bool:
    # A code that is a text is one by SMS; the code of an error is a number.
    known = key.lower() in SECRET_KEYS or (key == "code" and isinstance(value, str))
    return known and isinstance(value, str | int) and not isinstance(value, bool)


def _without_secrets(number: JsonObject) -> JsonObject:
    return {k: v for k, v in number.items() if k not in ("pin", "otp", "profile")}


def _fits(world: World, number: PhoneNumber, match: str) -> bool:
    return match in number.name.lower() or match.lstrip("+") in number.phone or match == world.side(number)
