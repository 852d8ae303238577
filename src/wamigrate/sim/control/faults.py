"""Faults: what may go wrong, and making it go wrong."""

from __future__ import annotations

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.control.common import Wrong, body_of, number_named, suggest
from wamigrate.sim.fault_kinds import KINDS, Kind, Meets
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["add_fault", "delete_faults", "faults"]

FAULT_KEYS = ("api", "path", "number", "kind", "value", "count", "probability", "seed")
MEETS_CALLS = (Meets.CALL, Meets.STATE)
COUNTED = (*MEETS_CALLS, Meets.WEBHOOK, Meets.MESSAGE)


async def faults(world: World, request: Request, path: dict[str, str]) -> Json:
    return {
        "faults": [fault.as_json() for fault in world.faults.every()],
        "kinds": {name: kind.line for name, kind in KINDS.items()},
        "about": {name: _about(kind) for name, kind in KINDS.items()},
    }


def _about(kind: Kind) -> JsonObject:
    return {"meets": str(kind.meets), "api": list(kind.apis), "example": kind.example}


async def add_fault(world: World, request: Request, path: dict[str, str]) -> Json:
    body = body_of(request)
    for key in body:
        if key not in FAULT_KEYS:
            raise Wrong(f"Unknown key '{key}'." + suggest(key, list(FAULT_KEYS)))
    name = body.pop("kind", None)
    if not isinstance(name, str) or name not in KINDS:
        raise Wrong(f"Unknown kind '{name}'." + suggest(str(name), list(KINDS)))
    _check_aim(body, name)
    if body.get("number") is not None:
        body["number"] = number_named(world, body["number"]).name
    _check_chance(body, name)
    _check_value(body.get("value"), name)
    fault = world.faults.add(name, at=world.clock.now(), **body)
    if name in AT_ONCE:
        AT_ONCE[name](world, body)
        world.faults.remove(fault.id)
    return {"id": fault.id}


def _check_aim(body: JsonObject, name: str) -> None:
    kind, api, path = KINDS[name], body.get("api"), body.get("path")
    if api not in (None, "onprem", "graph"):
        raise Wrong("api must be onprem or graph.")
    if api is not None and api not in kind.apis:
        raise Wrong(f"'{name}' is a fault of {kind.apis[0]}: leave api out, or say {kind.apis[0]}.")
    if not isinstance(path, str | None):
        raise Wrong("path must be a text.")
    if path is not None and kind.meets not in MEETS_CALLS:
        raise Wrong(f"'{name}' is not about single calls: it takes no path.")


def _check_chance(body: JsonObject, name: str) -> None:
    count, probability, seed = (body.get(key) for key in ("count", "probability", "seed"))
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count <= 0):
        raise Wrong("count must be a whole number above 0.")
    number = isinstance(probability, int | float) and not isinstance(probability, bool)
    if probability is not None and not (number and 0 <= probability <= 1):
        raise Wrong("probability must be from 0 to 1.")
    if isinstance(seed, bool) or not isinstance(seed, int | None):
        raise Wrong("seed must be a whole number.")
    if KINDS[name].meets not in COUNTED and (count is not None or probability not in (None, 1)):
        ends = "happens once" if KINDS[name].meets is Meets.ONCE else "lasts until it is taken away"
        raise Wrong(f"'{name}' {ends}: it takes no count and no probability.")


def _check_value(value: Json, name: str) -> None:
    kind = KINDS[name]
    if kind.value is None:
        if value is not None:
            raise Wrong(f"'{name}' takes no value.")
        return
    try:
        msgspec.convert(value, kind.value)
    except msgspec.ValidationError as error:
        example = msgspec.json.encode(kind.example).decode()
        raise Wrong(f"The value of '{name}' does not fit: {error}. For example: {example}") from None
    if isinstance(value, list) and value[0] > value[1]:
        raise Wrong(f"The value of '{name}' is a range [from, to]: the first must not be greater.")


def _restart(world: World, body: JsonObject) -> None:
    value = body.get("value")
    span = 5.0 if value is None else float(value)
    for number in world.numbers.values():
        if body.get("number") in (None, number.name):
            number.deployment.restarting_until = world.clock.now() + span
            world.onprem_callbacks.restart(number)
    world.clock.after(span, world.nudge)


def _callback_error(world: World, body: JsonObject) -> None:
    for number in world.numbers.values():
        if body.get("number") in (None, number.name):
            world.onprem_callbacks.error(number, int(body.get("value") or 400))


AT_ONCE = {"restart": _restart, "callback_error": _callback_error}


async def delete_faults(world: World, request: Request, path: dict[str, str]) -> Json:
    if "id" not in path:
        world.faults.clear()
    elif not world.faults.remove(path["id"]):
        raise Wrong(f"There is no fault '{path['id']}'.", 404)
    world.nudge()
    return {}
