"""The numbers of a WABA: listed newest first, sorted, filtered, and added."""

from __future__ import annotations

from typing import Any

import msgspec

from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.number_node import shown_number
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.number import PhoneNumber, phone_number
from wamigrate.sim.onprem.state import deployment
from wamigrate.sim.spec import NumberSpec

__all__ = ["create_number", "listed_numbers", "phone_numbers"]

SORTS = {"creation_time": "created_at", "last_onboarded_time": "onboarded_at"}
FILTERS = ("account_mode", "messaging_limit_tier", "is_official_business_account")
NEW: Rules = {
    "cc": Rule("integer"),
    "country_code": Rule("integer"),
    "phone_number": Rule(required=True, shortest=3),
    "verified_name": Rule(shortest=2, longest=75),
    "migrate_phone_number": Rule("boolean"),
    "preverified_id": Rule(),
}


async def phone_numbers(call: Call) -> JsonObject:
    """GET /{waba}/phone_numbers"""
    return listed_numbers(call)


def listed_numbers(call: Call) -> JsonObject:
    """The numbers of the call's WABA, as the edge and the field of the same name show them."""
    found = [n for n in call.world.numbers.values() if n.waba is call.waba]
    found.sort(key=lambda n: n.extras.created_at, reverse=True)
    found = [n for n in found if all(_fits(n, f) for f in _filters(call))]
    by = _sort(call)
    if by is not None:
        name, descending = by
        found.sort(key=lambda n: _sort_value(n, name), reverse=descending)
    shown = {k: v for k, v in call.params.items() if k == "fields"}
    return page(call, [shown_number(call.about(n, shown)) for n in found])


def _sort_value(number: PhoneNumber, name: str) -> float:
    return number.extras.created_at if name == "creation_time" else number.onboarded_at or 0.0


def _sort(call: Call) -> tuple[str, bool] | None:
    """`last_onboarded_time.desc`, `['creation_time_ascending']` → the field, and whether it falls."""
    text = call.params.get("sort")
    if not text:
        return None
    plain = str(text).strip("[]'\" ").lower()
    for name in SORTS:
        way = plain.removeprefix(name).lstrip("._")
        if plain.startswith(name) and way in ("", "asc", "ascending", "desc", "descending"):
            return name, not way.startswith("asc")
    known = ", ".join(f"{n}_{w}".upper() for n in SORTS for w in ("ascending", "descending"))
    raise parameter(f'Param sort[0] must be one of {{{known}}} - got "{plain}".')


def _filters(call: Call) -> list[JsonObject]:
    given: Any = call.params.get("filtering")
    if given is None:
        return []
    if isinstance(given, str):
        try:
            given = msgspec.json.decode(given)
        except NOT_JSON:
            raise parameter("Param filtering must be an array.") from None
    if not isinstance(given, list) or not all(isinstance(f, dict) for f in given):
        raise parameter("Param filtering must be an array.")
    return given


def _fits(number: PhoneNumber, wanted: JsonObject) -> bool:
    name, operator = str(wanted.get("field")), str(wanted.get("operator", "EQUAL")).upper()
    if name not in FILTERS or operator not in ("EQUAL", "NOT_EQUAL", "IN", "NOT_IN"):
        raise parameter(f"Filtering field '{name}' with operation '{operator.lower()}' is not supported")
    values = {
        "account_mode": number.spec.account_mode,
        "messaging_limit_tier": number.spec.messaging_limit_tier,
        "is_official_business_account": str(number.is_oba).upper(),
    }
    given = wanted.get("value")
    known = {str(v).upper() for v in (given if isinstance(given, list) else [given])}
    return (values[name] in known) is (operator in ("EQUAL", "IN"))


async def create_number(call: Call) -> JsonObject:
    """POST /{waba}/phone_numbers: the number is there, unverified and registered nowhere"""
    given = checked(call.params, NEW)
    phone = ids.digits(given["phone_number"])
    code = str(given.get("cc", given.get("country_code", "")))
    if not phone.startswith(code):
        phone = code + phone
    if not 7 <= len(phone) <= 15:
        raise GraphError(100, "phone_number is not a valid phone number")
    if "verified_name" not in given and not given.get("migrate_phone_number"):
        raise missing("verified_name")
    if any(n.phone == phone and n.waba is call.waba for n in call.world.numbers.values()):
        user = (
            "Phone Number Already Exists",
            "This phone number already exists in your list of phone numbers.",
        )
        raise GraphError(100, message="Invalid parameter", subcode=2388012, user=user, transient=False)
    number = _new_number(call, phone, given.get("verified_name", ""))
    call.world.numbers[number.name] = number
    call.world.add(number)
    return {"id": number.id}


def _new_number(call: Call, phone: str, name: str) -> PhoneNumber:
    world = call.world
    number_id = ids.media_number()
    spec = NumberSpec(
        name=f"added-{number_id}",
        phone=phone,
        phone_number_id=number_id,
        waba=call.waba.id,
        onprem="unregistered",
        verified_name=name,
        name_status="APPROVED",
        code_verification_status="NOT_VERIFIED",
        password=ids.password(),
    )
    place = deployment(spec, call.now, f"{world.poster.sink}/sink/{spec.name}")
    number = phone_number(spec, call.waba, place, call.now, number_id)
    number.extras.created_at = call.now
    return number
