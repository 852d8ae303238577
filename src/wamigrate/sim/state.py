"""A whole world as one JSON document, to be kept and brought back, here or in another process.

What is underway (webhooks not yet delivered, receipts not yet due) is not in it; messages that wait in a
deployment are, and go on when they are back.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.state import Token
from wamigrate.sim.codec import Misfit, Reader, Writer
from wamigrate.sim.customer import Customer
from wamigrate.sim.faults import Fault
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.spec import WorldSpec
from wamigrate.sim.world import Node, World

__all__ = ["VERSION", "load_state", "save_state"]

VERSION = 1
PARTS: dict[str, Any] = {
    "nodes": dict[str, Node],
    "tokens": dict[str, Token],
    "numbers": dict[str, PhoneNumber],
    "customers": dict[str, Customer],
    "left": set[str],
    "faults": list[Fault],
}


def save_state(world: World) -> JsonObject:
    """The document; it has every secret of the world in it."""
    writer = Writer()
    parts = {
        "nodes": world.nodes,
        "tokens": world.tokens,
        "numbers": world.numbers,
        "customers": world.network.customers,
        "left": world.network.left,
        "faults": world.faults.every(),
    }
    return {
        "wamigrate_world": VERSION,
        "sink": world.poster.sink,
        "clock": {"now": world.clock.now(), "frozen": world.clock.frozen},
        "spec": msgspec.to_builtins(world.spec),
        "keys": world.keys(),
        "parts": {name: writer.write(part) for name, part in parts.items()},
        "objects": writer.objects,
    }


def load_state(world: World, document: Json) -> None:
    """Put the document's world in the place of this one; Misfit says why not, and then nothing changes."""
    if not isinstance(document, dict) or document.get("wamigrate_world") != VERSION:
        raise Misfit(f'this is no saved world ("wamigrate_world": {VERSION} is missing)')
    sink = document.get("sink")
    if isinstance(sink, str) and sink and sink != world.poster.sink:
        document = _moved(document, sink, world.poster.sink)
    try:
        spec = msgspec.convert(document.get("spec"), WorldSpec)
        clock = document["clock"]
        moment, frozen = float(clock["now"]), bool(clock["frozen"])
        shown = document["parts"]
        reader = Reader(document.get("objects"))
        parts = {name: reader.read(hint, shown[name], f"parts.{name}") for name, hint in PARTS.items()}
        keys = document["keys"]
        world.check_keys(keys)
    except msgspec.ValidationError as error:
        raise Misfit(f"spec: {error}") from None
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Misfit(f"the document is not complete: {error!r}") from None
    # Numbers that were added through Graph are in no spec.
    if {n.name for n in parts["numbers"].values() if not n.extras.created_at} != {
        n.name for n in spec.number
    }:
        raise Misfit("spec and numbers do not name the same numbers")
    world.restore(spec, keys, parts, moment, frozen=frozen)


def _moved(value: Any, old: str, new: str) -> Any:
    """The same with the addresses of this process's own webhook sink."""
    if isinstance(value, str):
        return new + value[len(old) :] if value.startswith(old) else value
    if isinstance(value, dict):
        return {k: _moved(v, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [_moved(v, old, new) for v in value]
    return value
