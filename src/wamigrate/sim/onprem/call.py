"""What a handler of the On-Premises API gets, and how it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum

import msgspec

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.http import JSON, Request, Response
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.onprem.errors import OnPremRefusal, missing
from wamigrate.sim.onprem.state import Deployment, User
from wamigrate.sim.world import World

__all__ = ["Access", "Call", "Handler", "Route", "done"]


class Access(Enum):
    """Who may call a route."""

    OPEN = "anybody"
    USER = "any user"
    ADMIN = "admin"
    MONITOR = "any user or an API key"


@dataclass(slots=True)
class Call:
    """One call that was let in."""

    world: World
    number: PhoneNumber
    request: Request
    path: dict[str, str] = field(default_factory=dict)
    user: User | None = None

    @property
    def place(self) -> Deployment:
        return self.number.deployment

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def json(self) -> Json:
        """The body; an empty one is an empty object."""
        if not self.request.body.strip():
            return {}
        try:
            return msgspec.json.decode(self.request.body)
        except msgspec.DecodeError:
            raise OnPremRefusal(1025, "Body is not valid JSON") from None

    def object(self) -> JsonObject:
        body = self.json()
        if not isinstance(body, dict):
            raise OnPremRefusal(1025, "Body must be a JSON object")
        return body

    def text(self, name: str) -> str:
        """A required text of the body."""
        value = self.object().get(name)
        if value is None or value == "":
            raise missing(name)
        if not isinstance(value, str):
            raise OnPremRefusal(1009, f"Parameter '{name}' must be a string")
        return value

    def need_connection(self) -> None:
        """Refuse what only a registered, running client can do."""
        if self.world.gateway(self.number) not in ("connected", "connecting"):
            raise OnPremRefusal(1011, "The client is not connected")


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the routing table; `core` marks what needs the Coreapp."""

    method: str
    path: str
    handler: Handler
    access: Access = Access.ADMIN
    core: bool = False


def done(call: Call, payload: JsonObject | None = None, status: int = 200) -> Response:
    """A success: the payload, if there is one, and `meta`."""
    meta = {"api_status": "stable", "version": f"v{call.place.version}"}
    return Response(status, msgspec.json.encode({**(payload or {}), "meta": meta}), list(JSON))
