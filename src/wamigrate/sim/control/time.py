"""The clock of the world, and the way back to its beginning."""

from __future__ import annotations

from datetime import UTC, datetime

from wamigrate.core.clock import iso
from wamigrate.core.payload import Json
from wamigrate.sim.control.common import Wrong, body_of, only
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["clock", "move_clock", "reset"]

FURTHEST = 253_402_300_799.0
"""The last second of the year 9999."""


async def clock(world: World, request: Request, path: dict[str, str]) -> Json:
    found = world.clock
    return {"now": iso(found.now()), "offset_s": found.offset, "frozen": found.frozen}


async def move_clock(world: World, request: Request, path: dict[str, str]) -> Json:
    body = only(body_of(request), {"advance_s": (int, float), "set": (int, float, str), "frozen": bool})
    if not body or {"advance_s", "set"} <= body.keys():
        raise Wrong(
            'The body is one of {"advance_s": 3600}, {"set": "2030-01-01T00:00:00Z"}, {"frozen": true}.'
        )
    seconds = _forward(world, body)
    if body.get("frozen"):
        world.clock.freeze()
    world.clock.advance(seconds)
    if body.get("frozen") is False:
        world.clock.thaw()
    world.nudge()
    return await clock(world, request, path)


def _forward(world: World, body: dict[str, object]) -> float:
    """How far to move."""
    now = world.clock.now()
    given = body.get("advance_s", 0)
    seconds = _moment(body["set"]) - now if "set" in body else float(str(given))
    if seconds < 0:
        raise Wrong("Time moves forward only.")
    if not now + seconds < FURTHEST:
        raise Wrong("That is beyond the year 9999.")
    return seconds


def _moment(value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong("'set' must be Unix seconds or a time such as 2030-01-01T00:00:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


async def reset(world: World, request: Request, path: dict[str, str]) -> Json:
    world.reset()
    return {}
