"""From a path to a handler of the On-Premises API: which deployment, who is calling, may they."""

from __future__ import annotations

import msgspec

from wamigrate.core.payload import Json
from wamigrate.sim.http import JSON, Request, Response
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.onprem.call import Access, Call, Route
from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.routes import ROUTES
from wamigrate.sim.onprem.state import User
from wamigrate.sim.world import World

__all__ = ["OnPremApi"]

CORE_TIMEOUT = "Connection timed out. Please check if wacore is running: wacore:6252"


class OnPremApi:
    """Every deployment of the world behind one port; the first one also at the root."""

    name = "onprem"
    crash_code = 1014

    def __init__(self, world: World) -> None:
        self._world = world
        self._exact = {(r.method, r.path): r for r in ROUTES if "{" not in r.path}
        self._patterns = [(r.method, r.path.split("/"), r) for r in ROUTES if "{" in r.path]

    def number_of(self, path: str) -> str | None:
        first = path.split("/", 2)[1]
        numbers = self._world.numbers
        if first in ("v1", "metrics"):
            return next(iter(numbers), None)
        return first if first in numbers else None

    async def answer(self, request: Request) -> Response:
        name = self.number_of(request.path)
        if name is None:
            return Response(404)
        number = self._world.numbers[name]
        if number.deployment.gone or (self._world.faults and self._world.faults.peek("down", name)):
            return Response(503)
        try:
            return await self._dispatch(request, number)
        except OnPremRefusal as refusal:
            return _refused(refusal, number)

    def error(self, value: Json) -> Response:
        given = value if isinstance(value, dict) else {"code": value}
        refusal = OnPremRefusal(
            int(given.get("code") or 1014), given.get("details"), status=given.get("status")
        )
        if given.get("message"):
            refusal.title = str(given["message"])
        return _refused(refusal, next(iter(self._world.numbers.values())))

    def take_down(self, number: str | None) -> None:
        found = self._world.numbers.get(number or "")
        if found is not None and found.side is not Side.CLOUD:
            found.side, found.registered_onprem = Side.NONE, False
            found.deployment.gateway = "disconnected"

    async def _dispatch(self, request: Request, number: PhoneNumber) -> Response:
        path = request.path.rstrip("/")
        if not path.startswith(("/v1/", "/metrics")):
            path = path[len(number.name) + 1 :]
        route, found = self._match(request.method, path)
        call = Call(self._world, number, request, found)
        self._let_in(call, route)
        if route.core and self._world.faults and self._world.faults.take("core_timeout", number.name):
            raise OnPremRefusal(1014, CORE_TIMEOUT)
        response = await route.handler(call)
        key = (f"{route.method}{route.path.replace('/', '_')}", str(response.status))
        endpoints = number.deployment.endpoints
        endpoints[key] = endpoints.get(key, 0) + 1
        return response

    def _match(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        exact = self._exact.get((method, path))
        if exact is not None:
            return exact, {}
        parts = path.split("/")
        for wanted, pattern, route in self._patterns:
            if wanted == method and len(pattern) == len(parts):
                pairs = list(zip(pattern, parts, strict=True))
                if all(p == q or p.startswith("{") for p, q in pairs):
                    return route, {p[1:-1]: q for p, q in pairs if p.startswith("{")}
        raise OnPremRefusal(1006, f"Unknown path {method} {path}")

    def _let_in(self, call: Call, route: Route) -> None:
        if route.access is Access.OPEN:
            return
        scheme, _, value = call.request.headers.get("authorization", "").partition(" ")
        scheme = scheme.lower()
        if scheme == "apikey" and route.access is Access.MONITOR and value == call.place.api_key:
            return
        call.user = _bearer(call, value.strip()) if scheme == "bearer" else None
        if call.user is None or call.request.expired:
            raise OnPremRefusal(1005, "Invalid credentials.", status=401)
        if route.access is Access.ADMIN and not call.user.admin:
            raise OnPremRefusal(1005, "This user is not an admin.")


def _bearer(call: Call, token: str) -> User | None:
    for user in call.place.users.values():
        if user.tokens.get(token, 0.0) > call.now:
            return user
    return None


def _refused(refusal: OnPremRefusal, number: PhoneNumber) -> Response:
    meta = {"api_status": "stable", "version": f"v{number.deployment.version}"}
    return Response(
        refusal.status, msgspec.json.encode({"meta": meta, "errors": refusal.errors()}), list(JSON)
    )
