"""The remote control: numbers, calls received, customers, faults, time. Not part of either API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from wamigrate.core.clock import iso
from wamigrate.core.payload import Json
from wamigrate.sim.control.common import Wrong, body_of
from wamigrate.sim.control.faults import add_fault, delete_faults, faults
from wamigrate.sim.control.people import (
    change_customer,
    change_number,
    customer_inbox,
    customer_says,
    customers,
    numbers,
    one_number,
)
from wamigrate.sim.front import AsgiApp
from wamigrate.sim.http import (
    Receive,
    Request,
    Response,
    Scope,
    Send,
    json_response,
    read_request,
    write_response,
)
from wamigrate.sim.world import World

__all__ = ["control"]

Handler = Callable[[World, Request, list[str]], Awaitable[Json]]


def control(world: World) -> AsgiApp:
    """The ASGI application of the control API."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, send)
        if request is not None:
            await write_response(scope, receive, send, await _answer(world, request))

    return app


async def _answer(world: World, request: Request) -> Response:
    parts = request.path.strip("/").split("/")
    try:
        if parts[0] == "sink":
            return _sink(request)
        handler = ROUTES.get((request.method, parts[0], len(parts)))
        if handler is None:
            known = sorted(f"{m} /{p}" for m, p, _ in ROUTES)
            raise Wrong(
                f"Unknown: {request.method} {request.path}. Known: {', '.join(dict.fromkeys(known))}", 404
            )
        return json_response(await handler(world, request, parts))
    except Wrong as wrong:
        return json_response({"error": str(wrong)}, wrong.status)


def _sink(request: Request) -> Response:
    """Takes any webhook, and answers the verification of one."""
    challenge = request.query.get("hub.challenge", "")
    return Response(200, challenge.encode(), [(b"content-type", b"text/plain")])


async def requests(world: World, request: Request, parts: list[str]) -> Json:
    """GET /requests?api=onprem|graph"""
    api = request.query.get("api")
    if api not in (None, "onprem", "graph"):
        raise Wrong("api must be onprem or graph.")
    return world.log.shown(api)


async def deliveries(world: World, request: Request, parts: list[str]) -> Json:
    """GET /deliveries: the last thousand attempts at a webhook"""
    return [sent.as_json() for sent in world.poster.attempts]


async def clock(world: World, request: Request, parts: list[str]) -> Json:
    """GET /clock"""
    return {"now": iso(world.clock.now()), "offset_s": world.clock.offset}


async def move_clock(world: World, request: Request, parts: list[str]) -> Json:
    """POST /clock {"advance_s": 3600}"""
    seconds = body_of(request).get("advance_s")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise Wrong('The body is {"advance_s": 3600}; time moves forward only.')
    world.clock.advance(float(seconds))
    world.nudge()
    return await clock(world, request, parts)


async def reset(world: World, request: Request, parts: list[str]) -> Json:
    """POST /reset"""
    world.reset()
    return {}


ROUTES: dict[tuple[str, str, int], Handler] = {
    ("GET", "numbers", 1): numbers,
    ("GET", "numbers", 2): one_number,
    ("PATCH", "numbers", 2): change_number,
    ("GET", "requests", 1): requests,
    ("GET", "deliveries", 1): deliveries,
    ("GET", "customers", 1): customers,
    ("PATCH", "customers", 2): change_customer,
    ("GET", "customers", 3): customer_inbox,
    ("POST", "customers", 3): customer_says,
    ("GET", "faults", 1): faults,
    ("POST", "faults", 1): add_fault,
    ("DELETE", "faults", 1): delete_faults,
    ("DELETE", "faults", 2): delete_faults,
    ("GET", "clock", 1): clock,
    ("POST", "clock", 1): move_clock,
    ("POST", "reset", 1): reset,
}
