"""Messaging health: the worst of number, WABA, business and app."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.answers import waba_of
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import TITLES
from wamigrate.sim.cloud.state import Template
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["health_status"]

NAMED = ("APPROVED", "AVAILABLE_WITHOUT_REVIEW")
NAME_PENDING = "Your display name has not been approved yet."
RANK = ("AVAILABLE", "LIMITED", "BLOCKED")


def health_status(call: Call) -> JsonObject:
    """The field `health_status` of a number, a WABA or a template."""
    node = call.node
    number = node if isinstance(node, PhoneNumber) else None
    entities: list[JsonObject] = []
    if number is not None:
        entities.append(_number(call.world, number))
    if isinstance(node, Template):
        entities.append(_template(node))
    waba = waba_of(call)
    name = number.name if number else None
    if waba is not None:
        entities.append(_entity(call.world, name, "WABA", waba.id))
        verified = waba.business_verification_status == "verified"
        entities.append(_entity(call.world, name, "BUSINESS", waba.business.id, 0 if verified else 141010))
    entities.append(_entity(call.world, name, "APP", call.token.app_id))
    worst = max((e["can_send_message"] for e in entities), key=RANK.index)
    return {"can_send_message": worst, "entities": entities}


def _number(world: World, number: PhoneNumber) -> JsonObject:
    entity = _entity(world, number.name, "PHONE_NUMBER", number.id)
    if number.side is Side.NONE and entity["can_send_message"] == "AVAILABLE":
        return _blocked(entity, 141000, "The phone number is not registered.")
    if number.name_status not in NAMED and number.side is Side.CLOUD:
        entity.setdefault("additional_info", []).append(NAME_PENDING)
        if entity["can_send_message"] == "AVAILABLE":
            entity["can_send_message"] = "LIMITED"
    return entity


def _template(template: Template) -> JsonObject:
    entity: JsonObject = {
        "entity_type": "MESSAGE_TEMPLATE",
        "id": template.id,
        "can_send_message": "AVAILABLE",
    }
    if template.status != "APPROVED":
        return _blocked(entity, 141002, "The template is not approved.")
    return entity


def _entity(world: World, number: str | None, kind: str, node_id: str, limited_by: int = 0) -> JsonObject:
    entity: JsonObject = {"entity_type": kind, "id": node_id, "can_send_message": "AVAILABLE"}
    if limited_by:
        entity["can_send_message"] = "LIMITED"
        entity["additional_info"] = [TITLES[limited_by][1]]
    if not world.faults:
        return entity
    for fault_kind in ("health_blocked", "health_limited"):
        fault = world.faults.peek(fault_kind, number)
        value = fault.value if fault is not None and isinstance(fault.value, dict) else {}
        if fault is None or value.get("entity", "PHONE_NUMBER") != kind:
            continue
        if fault_kind == "health_blocked":
            return _blocked(entity, int(value.get("code", 141000)), value.get("description"))
        code = int(value.get("code", 0))
        entity["can_send_message"] = "LIMITED"
        entity["additional_info"] = [value.get("info") or TITLES.get(code, (0, "Limited."))[1]]
    return entity


def _blocked(entity: JsonObject, code: int, description: str | None) -> JsonObject:
    text = description or TITLES.get(code, (0, "Blocked."))[1]
    error = {"error_code": code, "error_description": text, "possible_solution": "See WhatsApp Manager."}
    return {**entity, "can_send_message": "BLOCKED", "errors": [error]}
