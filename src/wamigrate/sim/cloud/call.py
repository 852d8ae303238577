"""What a handler of Graph gets, and the pieces that several handlers share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.params import split_fields
from wamigrate.sim.cloud.state import App, Token, Waba
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import Node, World

__all__ = [
    "MANAGEMENT",
    "MESSAGING",
    "SUCCESS",
    "Answer",
    "Call",
    "Handler",
    "need_product",
    "page",
    "select",
]

MANAGEMENT = "whatsapp_business_management"
MESSAGING = "whatsapp_business_messaging"
SUCCESS: JsonObject = {"success": True}
PAGE = 25

Answer = JsonObject | Response


@dataclass(slots=True)
class Call:
    """One call: who asks, about which node, with which parameters. The routes vouch for the node's type."""

    world: World
    request: Request
    version: int
    token: Token
    node: Node
    params: JsonObject
    usage: str = "whatsapp_business_management"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def now(self) -> float:
        return self.world.clock.now()

    @property
    def number(self) -> PhoneNumber:
        return cast("PhoneNumber", self.node)

    @property
    def waba(self) -> Waba:
        if isinstance(self.node, PhoneNumber):
            return self.node.waba
        return cast("Waba", self.node)

    @property
    def app(self) -> App:
        return cast("App", self.node)

    def token_app(self) -> App:
        """The app that the token belongs to."""
        return cast("App", self.world.nodes[self.token.app_id])


Handler = Callable[[Call], Awaitable[Answer]]


def need_product(params: JsonObject) -> None:
    """`messaging_product` is required and must be WHATSAPP, in any case."""
    value = params.get("messaging_product")
    if value is None or value == "":
        raise missing("messaging_product")
    if str(value).lower() != "whatsapp":
        raise parameter(f'Param messaging_product must be one of {{WHATSAPP}} - got "{value}".')


def select(
    call: Call, node_type: str, known: dict[str, Callable[[str], Json]], default: tuple[str, ...]
) -> JsonObject:
    """The fields that were asked for, or the default ones; `id` is always the last.

    A field may carry filters or subfields (`analytics.start(1)`, `phone_numbers{id}`): the function behind
    its name gets the whole text. What has no value (None) is left out, as Graph does.
    """
    text = call.params.get("fields")
    wanted = split_fields(str(text)) if text else list(default)
    found: JsonObject = {}
    for asked in wanted:
        name = base_name(asked)
        if name not in known:
            raise parameter(f"Tried accessing nonexisting field ({name}) on node type ({node_type})")
        if name != "id":
            value = known[name](asked)
            if value is not None:
                found[name] = value
    found["id"] = call.node.id
    return found


def base_name(asked: str) -> str:
    """`analytics.start(1)` and `phone_numbers{id}` → the field's own name."""
    for place, char in enumerate(asked):
        if char in ".({":
            return asked[:place]
    return asked


def page(call: Call, items: list[JsonObject]) -> JsonObject:
    """One page of an edge, with cursors; an empty edge has none."""
    if not items:
        return {"data": []}
    try:
        limit = max(1, min(int(call.params.get("limit", PAGE)), 1000))
        start = int(str(call.params["after"])[3:]) + 1 if call.params.get("after") else 0
        if call.params.get("before"):
            start = max(int(str(call.params["before"])[3:]) - limit, 0)
    except ValueError:
        raise GraphError(100, message="(#100) Invalid cursor") from None
    shown = items[start : start + limit]
    if not shown:
        return {"data": []}
    last = start + len(shown) - 1
    paging: JsonObject = {"cursors": {"before": f"QVF{start}", "after": f"QVF{last}"}}
    if last + 1 < len(items):
        paging["next"] = _link(call, limit, "after", last)
    if start > 0:
        paging["previous"] = _link(call, limit, "before", start)
    return {"data": shown, "paging": paging}


def _link(call: Call, limit: int, way: str, cursor: int) -> str:
    from urllib.parse import urlencode

    keep = {k: v for k, v in call.params.items() if k not in ("limit", "after", "before", "access_token")}
    query = urlencode({**keep, "limit": limit, way: f"QVF{cursor}"})
    path = (
        call.request.path.lstrip("/").split("/", 1)[-1]
        if call.request.path.startswith("/v")
        else call.request.path
    )
    return f"{call.request.base_url}/v{call.version}.0/{path.lstrip('/')}?{query}"
