"""What happened: calls received and webhooks sent."""

from __future__ import annotations

from wamigrate.core.payload import Json
from wamigrate.sim.control.common import Wrong
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["deliveries", "requests"]


async def requests(world: World, request: Request, path: dict[str, str]) -> Json:
    api = request.query.get("api")
    if api not in (None, "onprem", "graph"):
        raise Wrong("api must be onprem or graph.")
    found = world.log.shown(api)
    last = _last(request)
    return found[-last:] if last else found


async def deliveries(world: World, request: Request, path: dict[str, str]) -> Json:
    found = [sent.as_json() for sent in world.poster.attempts]
    last = _last(request)
    return found[-last:] if last else found


def _last(request: Request) -> int:
    given = request.query.get("last", "0")
    if not given.isdecimal() or len(given) > 9:
        raise Wrong("last must be a whole number: how many of the latest to show.")
    return int(given)
