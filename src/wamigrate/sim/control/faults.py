"""Faults: what may go wrong, and making it go wrong."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.control.common import Wrong, body_of, number_named, suggest
from wamigrate.sim.faults import KINDS
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["add_fault", "delete_faults", "faults"]

FAULT_KEYS = ("api", "path", "number", "kind", "value", "count", "probability", "seed")


async def faults(world: World, request: Request, parts: list[str]) -> Json:
    """GET /faults"""
    return {"faults": world.faults.shown(), "kinds": KINDS}


async def add_fault(world: World, request: Request, parts: list[str]) -> Json:
    """POST /faults"""
    body = body_of(request)
    for key in body:
        if key not in FAULT_KEYS:
            raise Wrong(f"Unknown key '{key}'." + suggest(key, list(FAULT_KEYS)))
    kind = body.pop("kind", None)
    if kind not in KINDS:
        raise Wrong(f"Unknown kind '{kind}'." + suggest(str(kind), list(KINDS)))
    _check_fault(body)
    if body.get("number") is not None:
        body["number"] = number_named(world, body["number"]).name
    fault = world.faults.add(kind, at=world.clock.now(), **body)
    if kind == "restart":
        _restart(world, fault.number, float(fault.value or 5.0))
        world.faults.remove(fault.id)
    return {"id": fault.id}


def _check_fault(body: JsonObject) -> None:
    if body.get("api") not in (None, "onprem", "graph"):
        raise Wrong("api must be onprem or graph.")
    count, probability = body.get("count"), body.get("probability")
    if count is not None and not (isinstance(count, int) and count > 0):
        raise Wrong("count must be a whole number above 0.")
    if probability is not None and not (isinstance(probability, int | float) and 0 <= probability <= 1):
        raise Wrong("probability must be from 0 to 1.")
    if not isinstance(body.get("seed"), int | None) or not isinstance(body.get("path"), str | None):
        raise Wrong("seed must be a whole number, path a text.")


def _restart(world: World, name: str | None, span: float) -> None:
    for number in world.numbers.values():
        if name in (None, number.name):
            number.deployment.restarting_until = world.clock.now() + span
            world.onprem_callbacks.restart(number)
    world.clock.after(span, world.nudge)


async def delete_faults(world: World, request: Request, parts: list[str]) -> Json:
    """DELETE /faults and /faults/{id}"""
    if len(parts) == 1:
        world.faults.clear()
    elif not world.faults.remove(parts[1]):
        raise Wrong(f"There is no fault '{parts[1]}'.", 404)
    world.nudge()
    return {}
