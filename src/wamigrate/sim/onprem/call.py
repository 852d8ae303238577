"""What a handler of the On-Premises API gets, and how it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum

import msgspec

from wamigrate.core.payload import NOT_JSON, Json, JsonObject
from wamigrate.sim.faults import Fault
from wamigrate.sim.http import JSON, Request, Response
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.options import OnPremOptions
from wamigrate.sim.onprem.state import Deployment, User
from wamigrate.sim.world import World, cloud_profile

__all__ = ["Access", "Call", "Handler", "Route", "done", "meta", "nothing", "refused"]

EMPTY = {"null": b"null", "object": b"{}"}


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

    @property
    def options(self) -> OnPremOptions:
        return self.world.spec.onprem

    def json(self) -> Json:
        """The body; an empty one is an empty object."""
        if not self.request.body.strip():
            return {}
        try:
            return msgspec.json.decode(self.request.body)
        except NOT_JSON:
            raise OnPremRefusal(1025, "Body is not valid JSON") from None

    def object(self) -> JsonObject:
        body = self.json()
        if body is None:
            return {}
        if not isinstance(body, dict):
            raise OnPremRefusal(1025, "Body must be a JSON object")
        return body

    def text(self, name: str) -> str:
        """A required text of the body."""
        value = self.object().get(name)
        if value is None or value == "":
            raise missing(name)
        if not isinstance(value, str):
            raise wrong(name, "must be a string")
        return value

    def pem(self) -> str:
        """A body of certificates or keys."""
        try:
            text = self.request.body.decode("ascii")
        except UnicodeDecodeError:
            text = ""
        if "-----BEGIN " not in text:
            raise OnPremRefusal(1009, "The body must be PEM text")
        return text

    def fault(self, kind: str) -> Fault | None:
        """A fault of that kind in force for this number; looking uses it."""
        faults = self.world.faults
        return faults.take(kind, self.number.name) if faults else None

    def publish(self) -> None:
        """Show customers the profile as it is now, if they look at this side."""
        if self.number.side is not Side.CLOUD:
            self.number.profile = cloud_profile(self.place.profile, self.place.about)

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

    @property
    def label(self) -> str:
        """As metrics name it: POST_v1_settings_backup."""
        return f"{self.method}{self.path.replace('/', '_')}"


def meta(world: World, number: PhoneNumber) -> JsonObject:
    """The block that stands in every answer."""
    prefix = "v" if world.spec.onprem.version_prefix else ""
    return {"api_status": "stable", "version": f"{prefix}{number.deployment.version}"}


def done(call: Call, payload: JsonObject, status: int = 200) -> Response:
    """A success with a payload."""
    body = {**payload, "meta": meta(call.world, call.number)}
    return Response(status, msgspec.json.encode(body), list(JSON))


def nothing(call: Call, status: int = 200) -> Response:
    """A success without a payload."""
    fixed = EMPTY.get(call.options.empty_success)
    body = fixed or msgspec.json.encode({"meta": meta(call.world, call.number)})
    return Response(status, body, list(JSON))


def refused(refusal: OnPremRefusal, world: World, number: PhoneNumber) -> Response:
    """The answer that a refusal stands for."""
    if refusal.status == 401 and world.spec.onprem.empty_401:
        return Response(401)
    body = {"meta": meta(world, number), "errors": refusal.errors()}
    return Response(refusal.status, msgspec.json.encode(body), list(JSON))
