"""Contacts and identities.

Since v2.43 On-Premises itself called every number valid; Cloud API has no such check to ask.
"""

from __future__ import annotations

import re

from wamigrate.apis.phone import is_user_id
from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, invalid, missing
from wamigrate.core.payload import Json, JsonObject

__all__ = ["acknowledge_identity", "check", "show_identity"]

MOST = 1_000
SEPARATORS = re.compile(r"[\s().\-]")
DIGITS = re.compile(r"\+?[0-9]{7,15}")


async def check(call: Call) -> Reply:
    """POST /v1/contacts: valid, whatever could be a number"""
    body = await call.object()
    contacts = body.get("contacts")
    if contacts is None:
        raise missing("contacts")
    if not isinstance(contacts, list) or len(contacts) > MOST:
        raise invalid("contacts", f"an array of at most {MOST} numbers")
    if (body.get("blocking") or "no_wait") not in ("wait", "no_wait"):
        raise invalid("blocking", "wait or no_wait")
    return done(call, {"contacts": [await _verdict(call, one) for one in contacts]})


async def _verdict(call: Call, given: Json) -> JsonObject:
    if type(given) is str and is_user_id(given):
        return {"input": given, "status": "valid", "wa_id": given}
    number = SEPARATORS.sub("", str(given)) if type(given) in (str, int) else ""
    if not DIGITS.fullmatch(number):
        return {"input": given, "status": "invalid"}
    return {"input": given, "status": "valid", "wa_id": await call.line.spelled(number.lstrip("+"))}


async def show_identity(call: Call) -> Reply:
    """GET /v1/contacts/{wa_id}/identity: an object, and milliseconds"""
    known = await call.line.identities.find(call.given["wa_id"])
    if known is None:
        raise Refused(1006, "Identity is not known", status=404)
    shown = {"hash": known.hash, "created_timestamp": known.since, "acknowledged": known.acknowledged}
    return done(call, {"contacts": shown})


async def acknowledge_identity(call: Call) -> Reply:
    """PUT /v1/contacts/{wa_id}/identity: sends name this key from now on"""
    if not await call.line.identities.acknowledge(call.given["wa_id"], await call.text("hash")):
        raise invalid("hash", "the newest hash of this customer")
    return done(call)
