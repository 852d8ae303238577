"""The remote control: numbers, calls received, customers, faults, time. Not part of either API."""

from __future__ import annotations

import logging

from wamigrate.sim.control.common import Wrong, suggest
from wamigrate.sim.control.routes import ROUTES, Route
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
from wamigrate.sim.page import page_answer
from wamigrate.sim.world import World

__all__ = ["control"]

logger = logging.getLogger(__name__)


def control(world: World) -> AsgiApp:
    """The ASGI application of the control API."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, send)
        if request is not None:
            await write_response(scope, receive, send, await _answer(world, request))

    return app


async def _answer(world: World, request: Request) -> Response:
    parts = [p for p in request.path.split("/") if p]
    try:
        if parts[:1] == ["sink"]:
            return _sink(request)
        if request.method == "GET" and (found := page_answer(parts)):
            return found
        _refuse_other_sites(request)
        route, path = _find(request, parts)
        return json_response(await route.handler(world, request, path))
    except Wrong as wrong:
        return json_response({"error": str(wrong)}, wrong.status)
    except Exception:
        logger.exception("%s %s", request.method, request.path)
        return json_response({"error": "The simulator made a mistake; its log says which."}, 500)


def _find(request: Request, parts: list[str]) -> tuple[Route, dict[str, str]]:
    for route in ROUTES:
        path = route.match(parts)
        if path is not None and route.method == request.method:
            return route, path
    here = [r.method for r in ROUTES if r.match(parts) is not None]
    if here:
        raise Wrong(f"{request.path} takes {', '.join(here)}, not {request.method}.", 405)
    known = sorted({r.path for r in ROUTES})
    hint = suggest(request.path, known, all_of_them=False)
    raise Wrong(f"Unknown: {request.method} {request.path}.{hint} Known: {', '.join(known)}.", 404)


def _refuse_other_sites(request: Request) -> None:
    """A page of another site, open in the same browser, has no business here."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site == "cross-site" or (site is None and origin not in (None, request.base_url)):
        raise Wrong(f"Calls from pages of other sites ({origin}) are not answered.", 403)


def _sink(request: Request) -> Response:
    """Takes any webhook, and answers the verification of one."""
    challenge = request.query.get("hub.challenge", "")
    return Response(200, challenge.encode(), [(b"content-type", b"text/plain")])
