"""The bridge as an ASGI application.

What happens to a request, in this order:

    place     which number it is for, and which path of the On-Premises API; or one of the bridge's own pages
    found     the row of the table; sending a message decides by itself what comes next
    relayed   while the number is on On-Premises: to the deployment, and nothing below
    let in    the token of the caller, and the administrator's role where the row asks for it
    answered  the row's handler

What becomes of an error, the first that fits: `errors.ERRORS`.
What happens to an answer: it is sent, counted, and logged where that is asked for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from wamigrate.attachment import CALLBACK
from wamigrate.bridge import paths
from wamigrate.bridge.call import Call, Mode, refusal
from wamigrate.bridge.entry import let_in
from wamigrate.bridge.errors import as_refused
from wamigrate.bridge.http import (
    AsgiApp,
    Limits,
    Receive,
    Reply,
    Scope,
    Send,
    header,
    send_last,
    send_reply,
    settle_body,
)
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.outbound import Outbound
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relayed import Relayed
from wamigrate.bridge.routes import LiveRoutes
from wamigrate.bridge.table import Table
from wamigrate.store.routes import RouteState

__all__ = ["Bridge", "mode_of"]

log = logging.getLogger("wamigrate.bridge")
NO_META = {"api_status": "stable", "version": ""}
NOT_FOUND = Reply(404)
HOLDS = 1016
TOO_SLOW = 408


class Bridge:
    """Every number behind one port: each under its name, the first one, or that of the host, at the root."""

    def __init__(
        self,
        lines: Sequence[Line],
        routes: LiveRoutes,
        relayed: Relayed,
        outbound: Outbound,
        own: Mapping[str, AsgiApp],
        *,
        limits: Limits,
        access_log: bool = False,
    ) -> None:
        self._lines = {line.name: line for line in lines}
        self._first = lines[0] if lines else None
        self._hosts = {host.lower(): line for line in lines for host in line.number.hosts}
        self._routes = routes
        self._relayed = relayed
        self._outbound = outbound
        self._own = own
        self._limits = limits
        self._access_log = access_log
        self._table = Table()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._take(scope, receive, send)
        except Exception:
            log.exception("a request failed")  # the server, which answers it with 500, says nothing
            raise

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        path = scope["raw_path"].decode("ascii", "replace")
        own = self._own.get(path)
        if own is not None:
            await own(scope, receive, send)
            return
        first = self._called_at(scope) if self._hosts else self._first
        placed = paths.split(path, self._lines, first)
        if placed is None:
            METRICS.rejected.labels("unknown_path").inc()
            await send_reply(NOT_FOUND, send)
            return
        line, rest = placed
        if rest == CALLBACK or rest.startswith(f"{CALLBACK}/"):
            await self._relayed.callback(line, rest[len(CALLBACK) + 1 :], scope, receive, send)
            return
        mode = mode_of(self._routes, line.id)
        call = Call(line, mode, scope, receive, self._limits, self._outbound, rest)
        status = await self._serve(call, send)
        line.answered += 1
        now, route = time.perf_counter(), call.route or "other"
        METRICS.answered(line.name, route, call.mode.value, status, now - started, now)
        if self._access_log:
            log.info("%s", route, extra=_entry(call, status, now - started))

    def _called_at(self, scope: Scope) -> Line | None:
        """The number that paths without a name are for, at the DNS name under which the bridge was called."""
        host = header(scope, b"host").partition(":")[0].lower()
        return self._hosts.get(host, self._first)

    async def _serve(self, call: Call, send: Send) -> int:
        """Answers the call; the status that it got."""
        started = False
        try:
            reply = await self._answer(call)
            started = True
            await send_reply(reply, send)
            return reply.status
        except Exception as error:
            refused = as_refused(error, call)
            if started:
                raise  # half an answer may be out: only a broken connection tells the truth
            if refused.code == HOLDS and not isinstance(error, Refused):
                log.warning("%s", refused.details, extra={"number": call.line.name})
            if not refused.close and not await settle_body(call.scope, call.receive, call.limits):
                refused.close = True
        reply = refusal(refused, call.line.meta)
        if refused.close and refused.status != TOO_SLOW:
            await send_last(reply, call.receive, send)
        else:
            await send_reply(reply, send)
        return reply.status

    async def _answer(self, call: Call) -> Reply:
        paths.check(call.path)
        # What answers GET answers HEAD, whose body the server leaves out.
        row = self._table.find("GET" if call.method == "HEAD" else call.method, call.path)
        if row is not None:
            call.route, call.given = row[0].name, row[1]
        if row is not None and row[0].decides:
            return await row[0].handler(call)
        if call.mode.relayed:
            return await self._relayed.answer(call, row[0] if row else None)
        if row is None:
            raise Refused(1006, f"Unknown path {call.method}", status=404)
        await let_in(call, row[0].access)
        return await row[0].handler(call)


def mode_of(routes: LiveRoutes, phone_number_id: str) -> Mode:
    """Where a number's calls go now, as far as this process knows; unknown means On-Premises."""
    route = routes.route(phone_number_id)
    if route is None:
        return Mode.ONPREM
    if route.state is RouteState.DRAINING:
        return Mode.DRAINING_BACK if route.target is RouteState.ONPREM else Mode.DRAINING
    return MODES[route.state]


MODES = {
    RouteState.ONPREM: Mode.ONPREM,
    RouteState.HOLD: Mode.HOLD,
    RouteState.CLOUD: Mode.CLOUD,
}


def _entry(call: Call, status: int, seconds: float) -> dict[str, object]:
    return {
        "event": "request",
        "number": call.line.name,
        "state": call.mode.value,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "caller": call.user.name if call.user else None,
    }
