"""From a path to a handler of Graph: version, token, node, verb; parameters come last, as at Meta."""

from __future__ import annotations

import re
from typing import Any

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.answers import answered, preflight, refused, waba_of
from wamigrate.sim.cloud.attachments import ATTACHMENTS
from wamigrate.sim.cloud.call import Answer, Call
from wamigrate.sim.cloud.errors import GraphError, no_object, parameter
from wamigrate.sim.cloud.handlers_media import download
from wamigrate.sim.cloud.handlers_tokens import debug_token, oauth_token
from wamigrate.sim.cloud.params import parse
from wamigrate.sim.cloud.routes import EDGES, ITEMS, NODE_TYPES, NODES, Route
from wamigrate.sim.cloud.state import App, Template, Token, User, Waba
from wamigrate.sim.cloud.tokens import token_of
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["GraphApi"]

HOUR = 3600.0
VERSION = re.compile(r"v(\d{1,3})\.0")
LOOKS_LIKE_VERSION = re.compile(r"v\d")
NODE_ID = re.compile(r"\d+(_\d+)?|upload:.+")
# Graph takes such an id for one of a page's posts.
POST_ID = re.compile(r"\d+_\d+")


class GraphApi:
    """graph.facebook.com, as far as this world reaches."""

    name = "graph"
    crash_code = 1

    def __init__(self, world: World) -> None:
        self._world = world

    def number_of(self, path: str) -> str | None:
        for part in path.split("/", 3)[1:3]:
            node = self._world.nodes.get(part)
            if isinstance(node, PhoneNumber):
                return node.name
        return None

    async def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight(request)
        served, asked = self._world.options.newest_version, 0
        call: Call | None = None
        try:
            served, asked, parts = self._version(request.path)
            if parts[: len(ATTACHMENTS)] == ATTACHMENTS:
                return await download(self._world, request)
            params = parse(request)
            if parts == ["oauth", "access_token"]:
                answer: Answer = oauth_token(self._world, params)
            else:
                token = token_of(self._world, request, params)
                if parts == ["debug_token"]:
                    answer = debug_token(self._world, token, params)
                else:
                    call, route = self._find(request, served, token, parts, params)
                    self._meter(call)
                    answer = await route.handler(call)
        except GraphError as error:
            return refused(error, served, asked, call)
        if isinstance(answer, Response):
            return answer
        return answered(answer, request, served, asked, call)

    def error(self, value: Json) -> Response:
        given = value if isinstance(value, dict) else {"code": value}
        code = int(given["code"]) if given.get("code") is not None else 131000
        message = given.get("message")
        error = GraphError(
            code,
            given.get("details"),
            message=str(message) if message is not None else None,
            status=given.get("status"),
            subcode=given.get("subcode"),
            transient=given.get("transient"),
        )
        return refused(error, self._world.options.newest_version, 0, None)

    def take_down(self, number: str | None) -> None:
        found = self._world.numbers.get(number or "")
        if found is not None and found.side is not Side.CLOUD:
            found.side, found.registered_onprem = Side.NONE, False
            found.deployment.gateway = "disconnected"

    def _version(self, path: str) -> tuple[int, int, list[str]]:
        """The version that serves the call, the one that was asked for, and the rest of the path."""
        options = self._world.options
        parts = path.strip("/").split("/")
        if not LOOKS_LIKE_VERSION.match(parts[0]):
            return options.oldest_version, 0, parts
        match = VERSION.fullmatch(parts[0])
        if match is None or not options.first_version <= int(match[1]) <= options.newest_version:
            raise _no_path(parts)
        asked = int(match[1])
        return max(asked, options.oldest_version), asked, parts[1:] or [""]

    def _find(
        self, request: Request, version: int, token: Token, parts: list[str], params: JsonObject
    ) -> tuple[Call, Route]:
        verb = str(params.get("method") or request.method).upper().replace("HEAD", "GET")
        node = self._node(parts[0], token)
        if node is None or not _visible(node, token):
            if verb == "DELETE" and POST_ID.fullmatch(parts[0]):
                raise parameter("Invalid post_id parameter")
            if not NODE_ID.fullmatch(parts[0]):
                raise _no_path(parts)
            raise no_object(parts[0], verb.lower())
        route = _route(node, verb, parts)
        if route.scope is not None and not token.may(route.scope):
            raise _no_permission(token)
        path = [str(node.id), *parts[1:]]
        return Call(self._world, request, version, token, node, params, path, route.usage), route

    def _node(self, node_id: str, token: Token) -> Any:
        if node_id in ("me", token.user_id) and token.kind != "APP":
            return User(token.user_id, "Sim System User")
        if node_id == "me" or (node_id == "app" and token.kind == "APP"):
            return self._world.nodes.get(token.app_id)
        return self._world.nodes.get(node_id)

    def _meter(self, call: Call) -> None:
        """Count management calls for each WABA and hour."""
        budget = self._world.options.graph_budget
        waba = waba_of(call)
        if waba is None or call.usage == "whatsapp":
            return
        now = call.now
        calls = waba.calls
        calls.append(now)
        if calls[0] < now - HOUR:
            waba.calls = calls = [t for t in calls if t > now - HOUR]
        if budget and len(calls) > budget:
            raise GraphError(80007, status=self._world.options.throttle_status)


def _route(node: Any, verb: str, parts: list[str]) -> Route:
    kind = type(node)
    if len(parts) == 1:
        route = NODES.get((kind, verb))
    elif len(parts) == 2:
        route = EDGES.get((kind, parts[1], verb))
        if route is None and not any(t is kind and e == parts[1] for t, e, _ in EDGES):
            name = NODE_TYPES[kind]
            raise parameter(f"Tried accessing nonexisting field ({parts[1]}) on node type ({name})")
    else:
        route = ITEMS.get((kind, parts[1], verb)) if len(parts) == 3 else None
        if route is None and not any(t is kind and e == parts[1] for t, e, _ in ITEMS):
            raise _no_path(parts)
    if route is None:
        raise no_object(parts[0], verb.lower())
    return route


def _no_path(parts: list[str]) -> GraphError:
    return GraphError(2500, message=f"Unknown path components: /{'/'.join(parts)}")


def _no_permission(token: Token) -> GraphError:
    if token.kind == "APP":
        return GraphError(200, message="(#200) Provide valid app ID", status=400)
    return GraphError(10, status=403)


def _visible(node: Any, token: Token) -> bool:
    """Whether the token may know that the node exists."""
    if isinstance(node, App):
        return node.id == token.app_id
    if not token.waba_ids:
        return True
    if isinstance(node, Waba):
        return node.id in token.waba_ids
    owner = getattr(node, "waba", None)
    if isinstance(node, PhoneNumber | Template) or owner is not None:
        return owner is not None and owner.id in token.waba_ids
    return True
