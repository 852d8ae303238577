"""The way of a call through either API: written down, met by faults, answered or left without an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from wamigrate.core.payload import Json
from wamigrate.sim.faults import Fault, seconds
from wamigrate.sim.http import (
    Break,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    write_response,
)
from wamigrate.sim.world import World

__all__ = ["Api", "AsgiApp", "front", "seconds"]

AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
logger = logging.getLogger(__name__)
SILENT = (Break.CLOSE, Break.RESET, Break.HALF_CLOSE)


class Api(Protocol):
    """What the two APIs have in common."""

    name: str
    crash_code: int

    def number_of(self, path: str) -> str | None:
        """Name of the number that a path is about."""

    async def answer(self, request: Request) -> Response:
        """The answer to a request."""

    def error(self, value: Json) -> Response:
        """The answer that an `error` fault asks for."""

    def take_down(self, number: str | None) -> None:
        """Disconnect the number from On-Premises for good."""


def front(api: Api, world: World) -> AsgiApp:
    """The ASGI application of one API."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, send)
        if request is None:
            return
        number = api.number_of(request.path)
        record = world.log.note(world.clock.now(), api.name, request.method, request.path, number)
        try:
            response = await (_faulty(api, world, request, number) if world.faults else api.answer(request))
        except Exception:
            # Whatever a client sends, it gets an answer that its API could give.
            logger.exception("%s %s", request.method, request.path)
            response = api.error({"code": api.crash_code, "status": 500})
        if response.broken not in SILENT:
            record.status = response.status
        world.log.keep(record, request.body, b"" if response.broken in SILENT else response.body)
        await write_response(scope, receive, send, response)

    return app


async def _faulty(api: Api, world: World, request: Request, number: str | None) -> Response:
    faults = world.faults.for_call(api.name, request.path, number)
    for fault in faults:
        if fault.kind == "latency":
            await asyncio.sleep(seconds(fault))
    for fault in faults:
        early = _before(api, fault, number)
        if early is not None:
            return early
    request.expired = any(fault.kind == "token_expired" for fault in faults)
    with world.faults.call(request.path):
        response = await api.answer(request)
    for fault in faults:
        response = _after(api, fault, response)
    return response


def _before(api: Api, fault: Fault, number: str | None) -> Response | None:
    """The answer of a fault that keeps the effect from happening."""
    late = isinstance(fault.value, dict) and bool(fault.value.get("after"))
    match fault.kind:
        case "status":
            return Response(int(fault.value or 500))
        case "error" if not late:
            if isinstance(fault.value, dict) and fault.value.get("takes_down"):
                api.take_down(number)
            return api.error(fault.value)
        case "lost_before":
            return Response(broken=Break.CLOSE)
        case "reset" if not late:
            return Response(broken=Break.RESET)
        case "half_close":
            return Response(broken=Break.HALF_CLOSE, seconds=seconds(fault, 5.0))
    return None


def _after(api: Api, fault: Fault, response: Response) -> Response:
    """What a fault makes of an answer whose effect has happened."""
    match fault.kind:
        case "error":
            return api.error(fault.value)
        case "lost_after":
            response.broken = Break.CLOSE
        case "reset":
            response.broken = Break.RESET
        case "slow_body":
            response.broken, response.seconds = Break.SLOW_BODY, seconds(fault, 1.0)
        case "short_body":
            response.broken = Break.SHORT_BODY
    return response
