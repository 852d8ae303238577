"""One call of an application: which number, what is asked, and by whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from urllib.parse import parse_qsl

import msgspec

from wamigrate.bridge.callers import Caller
from wamigrate.bridge.http import JSON, Limits, Receive, Reply, Scope, header, read_body
from wamigrate.bridge.line import Line
from wamigrate.bridge.outbound import Outbound
from wamigrate.bridge.refusals import Refused, error_body, invalid, missing
from wamigrate.core.payload import NOT_JSON, Json, JsonObject

__all__ = ["Access", "Call", "Handler", "Mode", "decode", "done", "refusal", "text_of"]


class Mode(StrEnum):
    """Where the calls of a number go now: its route, with the direction of the draining."""

    ONPREM = "onprem"
    HOLD = "hold"
    DRAINING_BACK = "draining_back"
    DRAINING = "draining"
    CLOUD = "cloud"

    @property
    def relayed(self) -> bool:
        """Whether everything but sends goes to On-Premises."""
        return self in (Mode.ONPREM, Mode.DRAINING_BACK)


class Access(StrEnum):
    """Who may call a route."""

    OPEN = "anybody"
    USER = "any user"
    MONITOR = "any user, or an API key"
    ADMIN = "the administrator"


class Call(msgspec.Struct):
    """What a handler gets. `path` is the part after the number, as it came; `given` are its placeholders."""

    line: Line
    mode: Mode
    scope: Scope
    receive: Receive
    limits: Limits
    outbound: Outbound
    path: str
    route: str = ""
    given: dict[str, str] = {}
    user: Caller | None = None

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def authorization(self) -> str:
        return header(self.scope, b"authorization")

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True))

    def header(self, name: bytes) -> str:
        """The first value of a header, or an empty text."""
        return header(self.scope, name)

    async def raw(self, limit: int) -> bytes:
        """The whole body, up to so many bytes."""
        return await read_body(self.scope, self.receive, limit, self.limits)

    async def body(self) -> bytes:
        return await read_body(self.scope, self.receive, self.limits.json, self.limits)

    async def json(self) -> Json:
        """The document; an empty body is an empty object."""
        return decode(await self.body())

    async def object(self) -> JsonObject:
        document = await self.json()
        if not isinstance(document, dict):
            raise Refused(1025, "Body must be a JSON object")
        return document

    async def text(self, name: str, most: int = 4096) -> str:
        """A text that the body must have."""
        return text_of(await self.object(), name, most)


Handler = Callable[[Call], Awaitable[Reply]]


def text_of(document: JsonObject, name: str, most: int = 4096) -> str:
    value = document.get(name)
    if value is None or value == "":
        raise missing(name)
    if not isinstance(value, str) or len(value) > most:
        raise invalid(name, f"a string of at most {most} characters")
    return value


def decode(body: bytes) -> Json:
    """The JSON value; Refused for what is none, is no UTF-8 or is nested too deeply to be walked."""
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body)
    except NOT_JSON:
        raise Refused(1025, "Body is not valid JSON") from None


def done(call: Call, payload: JsonObject | None = None, status: int = 200) -> Reply:
    """A success: the payload, if there is one, and `meta`."""
    return Reply(status, msgspec.json.encode({**(payload or {}), "meta": call.line.meta}), list(JSON))


def refusal(refused: Refused, meta: JsonObject) -> Reply:
    """A refusal as the application reads it."""
    headers = [*JSON, (b"connection", b"close")] if refused.close else list(JSON)
    return Reply(refused.status, error_body(refused, meta), headers)
