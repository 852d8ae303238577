"""Who is on WhatsApp, and whether a customer's keys changed."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.customer import Customer
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.contacts import identity_of
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.interactive import as_list

__all__ = ["acknowledge_identity", "check_contacts", "show_identity"]

CACHE = 7 * 86400.0
LOOK_UP = 0.2


async def check_contacts(call: Call) -> Response:
    """POST /v1/contacts: since v2.43 everybody is valid"""
    body = call.object()
    contacts = body.get("contacts")
    if contacts is None:
        raise missing("contacts")
    if not isinstance(contacts, list | dict):
        raise wrong("contacts", "must be an array")
    contacts = as_list(contacts)
    blocking = body.get("blocking") or "no_wait"
    if blocking not in ("wait", "no_wait"):
        raise wrong("blocking", "must be wait or no_wait")
    if call.options.contacts == "valid":
        return done(call, {"contacts": [_valid(call, str(c)) for c in contacts]})
    force = str(body.get("force_check", False)).lower() == "true"
    shown = [_looked_up(call, str(c), blocking == "wait", force) for c in contacts]
    return done(call, {"contacts": shown})


def _valid(call: Call, written: str) -> JsonObject:
    wa_id = call.world.network.wa_id(written)
    call.place.checked[wa_id] = call.now
    return {"input": written, "status": "valid", "wa_id": wa_id}


def _looked_up(call: Call, written: str, wait: bool, force: bool) -> JsonObject:
    """The truth, at once if it is known or waited for, else by webhook."""
    wa_id = call.world.network.wa_id(written)
    known = not force and call.now - call.place.checked.get(wa_id, -CACHE) < CACHE
    if wait or known:
        return _truth(call, written)
    call.world.clock.after(
        LOOK_UP, lambda: call.world.onprem_callbacks.contacts(call.number, [_truth(call, written)])
    )
    return {"input": written, "status": "processing"}


def _truth(call: Call, written: str) -> JsonObject:
    plain = ids.digits(written)
    if len(plain) < 7 or len(plain) > 15:
        return {"input": written, "status": "failed"}
    national = len(plain) == 10 and "+" not in written and call.number.phone.startswith("1")
    if national or not call.world.network.reachable(plain):
        return {"input": written, "status": "invalid"}
    return _valid(call, written)


async def show_identity(call: Call) -> Response:
    """GET /v1/contacts/{wa_id}/identity: an object, its time in milliseconds"""
    return done(call, {"contacts": identity_of(call.place, _customer(call))})


async def acknowledge_identity(call: Call) -> Response:
    """PUT /v1/contacts/{wa_id}/identity"""
    customer = _customer(call)
    if call.text("hash") != customer.identity:
        raise wrong("hash", "is not that of the contact's identity")
    call.place.acknowledged[customer.phone] = customer.identity
    return nothing(call)


def _customer(call: Call) -> Customer:
    if not 5 <= len(ids.digits(call.path["wa_id"])) <= 15:
        raise OnPremRefusal(1006, "unknown contact")
    return call.world.network.customer(call.path["wa_id"])
