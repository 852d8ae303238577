"""Cloud webhooks of every field, for what this world has no reason to tell by itself."""

from __future__ import annotations

from wamigrate.core.payload import Json
from wamigrate.sim.cloud.handlers_app import WEBHOOK_FIELDS
from wamigrate.sim.control.common import Wrong, body_of, number_named, only, suggest
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["announce"]


async def announce(world: World, request: Request, path: dict[str, str]) -> Json:
    number = number_named(world, path["name"])
    body = only(body_of(request), {"field": str, "value": dict})
    field, value = body.get("field"), body.get("value")
    if field is None or value is None:
        raise Wrong("'field' and 'value' are needed.")
    if field not in WEBHOOK_FIELDS:
        raise Wrong(f"Unknown field '{field}'." + suggest(field, list(WEBHOOK_FIELDS)))
    return {"heard": world.cloud_events.announce(number, field, value)}
