"""The world as one document."""

from __future__ import annotations

from wamigrate.core.payload import Json
from wamigrate.sim.codec import Misfit
from wamigrate.sim.control.common import Wrong, body_of
from wamigrate.sim.http import Request
from wamigrate.sim.state import load_state, save_state
from wamigrate.sim.world import World

__all__ = ["load", "save"]


async def save(world: World, request: Request, path: dict[str, str]) -> Json:
    return save_state(world)


async def load(world: World, request: Request, path: dict[str, str]) -> Json:
    try:
        load_state(world, body_of(request))
    except (Misfit, RecursionError) as misfit:
        raise Wrong(f"The world cannot be loaded: {misfit}. The one that is here goes on.") from None
    return {"numbers": len(world.numbers), "customers": len(world.network.customers)}
