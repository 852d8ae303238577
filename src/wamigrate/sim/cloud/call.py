"""What a handler of Graph gets, and the pieces that several handlers share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import missing, parameter
from wamigrate.sim.cloud.state import App, Token, Waba
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import World

__all__ = ["MANAGEMENT", "MESSAGING", "SUCCESS", "Answer", "Call", "Handler", "need_product"]

MANAGEMENT = "whatsapp_business_management"
MESSAGING = "whatsapp_business_messaging"
SUCCESS: JsonObject = {"success": True}

Answer = JsonObject | Response


@dataclass(slots=True)
class Call:
    """One call: who asks, about which node, with which parameters. The routes vouch for the node's type."""

    world: World
    request: Request
    version: int
    token: Token
    node: Any
    params: JsonObject
    path: list[str] = field(default_factory=list)
    """The path without its version: node, edge, item."""
    usage: str = MANAGEMENT
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def now(self) -> float:
        return self.world.clock.now()

    @property
    def number(self) -> PhoneNumber:
        return cast("PhoneNumber", self.node)

    @property
    def waba(self) -> Waba:
        """The WABA that the node is, or belongs to."""
        found = self.node if isinstance(self.node, Waba) else self.node.waba
        return cast("Waba", found)

    @property
    def app(self) -> App:
        return cast("App", self.node)

    @property
    def item(self) -> str:
        """The third part of the path: one item of an edge."""
        return self.path[2]

    def token_app(self) -> App:
        """The app that the token belongs to."""
        return cast("App", self.world.nodes[self.token.app_id])

    def about(self, node: Any, params: JsonObject) -> Call:
        """The same caller asking about another node: how an edge shows its items."""
        return replace(self, node=node, params=params)


Handler = Callable[[Call], Awaitable[Answer]]


def need_product(params: JsonObject) -> None:
    """`messaging_product` is required and must be WHATSAPP, in any case."""
    value = params.get("messaging_product")
    if value is None or value == "":
        raise missing("messaging_product")
    if str(value).lower() != "whatsapp":
        raise parameter(f'Param messaging_product must be one of {{WHATSAPP}} - got "{value}".')
