"""From a path to a handler of the On-Premises API: which deployment, who is calling, may they."""

from __future__ import annotations

import re
import time

from wamigrate.core.payload import Json
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.onprem.call import Access, Call, Route, refused
from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.rates import over_the_limit
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
        first = path.lstrip("/").split("/", 1)[0]
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
        call = Call(self._world, number, request)
        began = time.perf_counter()
        label = request.method
        try:
            route, call.path = self._match(request.method, _plain_path(request.path, number))
            label = route.label
            response = await self._answer(call, route)
        except OnPremRefusal as refusal:
            response = refused(refusal, self._world, number)
        _count(call, label, response.status, time.perf_counter() - began)
        return response

    def error(self, value: Json) -> Response:
        given = value if isinstance(value, dict) else {"code": value}
        refusal = OnPremRefusal(
            int(given.get("code") or 1014), given.get("details"), status=given.get("status")
        )
        if given.get("message"):
            refusal.title = str(given["message"])
        return refused(refusal, self._world, next(iter(self._world.numbers.values())))

    def take_down(self, number: str | None) -> None:
        found = self._world.numbers.get(number or "")
        if found is not None and found.side is not Side.CLOUD:
            found.side, found.registered_onprem = Side.NONE, False
            found.deployment.gateway = "disconnected"

    async def _answer(self, call: Call, route: Route) -> Response:
        _let_in(call, route)
        if self._world.spec.onprem.rate_limits and over_the_limit(call, route):
            raise OnPremRefusal(1015, "Request rate limit reached")
        if route.core and call.fault("core_timeout"):
            raise OnPremRefusal(1014, CORE_TIMEOUT)
        return await route.handler(call)

    def _match(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        # HEAD is GET; the server leaves the body away.
        method = "GET" if method == "HEAD" else method
        exact = self._exact.get((method, path))
        if exact is not None:
            return exact, {}
        parts = path.split("/")
        for wanted, pattern, route in self._patterns:
            if wanted == method and len(pattern) == len(parts):
                pairs = list(zip(pattern, parts, strict=True))
                if all(p == q or (p.startswith("{") and q) for p, q in pairs):
                    return route, {p[1:-1]: q for p, q in pairs if p.startswith("{")}
        raise OnPremRefusal(1006, f"Unknown path {method} {path}")


def _plain_path(path: str, number: PhoneNumber) -> str:
    """Without the number's name in front, doubled slashes and the one at the end."""
    path = re.sub("//+", "/", path).rstrip("/")
    return path if path.startswith(("/v1", "/metrics")) else path[len(number.name) + 1 :]


def _let_in(call: Call, route: Route) -> None:
    if route.path.startswith("/v1/groups") and not call.options.groups:
        raise OnPremRefusal(1006, "Groups do not exist")
    if route.access is Access.OPEN:
        return
    scheme, _, value = call.request.headers.get("authorization", "").strip().partition(" ")
    scheme, value = scheme.lower(), value.strip()
    if scheme == "apikey" and route.access is Access.MONITOR and value == call.place.api_key:
        return
    call.user = _bearer(call, value) if scheme == "bearer" else None
    if call.user is None or call.request.expired:
        raise OnPremRefusal(1005, "Invalid credentials.", status=401)
    if route.access is Access.ADMIN and not call.user.admin:
        raise OnPremRefusal(1005, "This user is not an admin.")


def _bearer(call: Call, token: str) -> User | None:
    for user in call.place.users.values():
        if user.tokens.get(token, 0.0) > call.now:
            return user
    return None


def _count(call: Call, label: str, status: int, seconds: float) -> None:
    endpoints, key = call.place.endpoints, (label, str(status))
    endpoints[key] = endpoints.get(key, 0) + 1
    call.place.duration_ms += seconds * 1000
