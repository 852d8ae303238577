"""From a path to a handler of Graph: version, token, node, verb; parameters come last, as at Meta."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids, php
from wamigrate.sim.cloud.call import Answer, Call
from wamigrate.sim.cloud.errors import GraphError, no_object
from wamigrate.sim.cloud.handlers_app import debug_token
from wamigrate.sim.cloud.handlers_media import ATTACHMENTS, download
from wamigrate.sim.cloud.params import parse
from wamigrate.sim.cloud.routes import EDGES, NODE_TYPES, NODES, Route
from wamigrate.sim.cloud.state import App, Business, CloudMedia, Template, Token, Waba
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import Node, World

__all__ = ["GraphApi"]

CONTENT = (b"content-type", b"application/json; charset=UTF-8")
ALWAYS = [
    CONTENT,
    (b"pragma", b"no-cache"),
    (b"expires", b"Sat, 01 Jan 2000 00:00:00 GMT"),
    (b"access-control-allow-origin", b"*"),
    (b"strict-transport-security", b"max-age=15552000; preload"),
    (b"x-fb-rev", b"1000000000"),
]
CACHE = (b"cache-control", b"private, no-cache, no-store, must-revalidate")
NO_STORE = (b"cache-control", b"no-store")
HOUR = 3600.0
# What must not stand in a header: a message can quote anything that a client sent.
UNSPEAKABLE = re.compile(r"[^ -~]")


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
        version, asked = 0, 0
        call: Call | None = None
        try:
            version, asked, parts = self._version(request.path)
            if parts[: len(ATTACHMENTS)] == ATTACHMENTS:
                return await download(self._world, request)
            params = parse(request)
            token = self._token(request, params)
            if parts == ["debug_token"]:
                answer: Answer = await debug_token(self._world, token, params)
            else:
                call, route = self._find(request, version, token, parts, params)
                call.usage = route.usage
                self._meter(call)
                answer = await route.handler(call)
        except GraphError as error:
            return self._refused(error, version, call)
        if isinstance(answer, Response):
            return answer
        return self._answered(answer, version, asked, call)

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
        return self._refused(error, 0, None)

    def take_down(self, number: str | None) -> None:
        found = self._world.numbers.get(number or "")
        if found is not None and found.side is not Side.CLOUD:
            found.side, found.registered_onprem = Side.NONE, False
            found.deployment.gateway = "disconnected"

    def _version(self, path: str) -> tuple[int, int, list[str]]:
        """The version that serves the call, the one that was asked for, and the rest of the path."""
        options = self._world.options
        parts = path.strip("/").split("/")
        first = parts[0]
        if not (first[:1] == "v" and first[1:2].isdigit()):
            return options.oldest_version, 0, parts
        major, _, minor = first[1:].partition(".")
        if not major.isdigit() or minor != "0" or int(major) > options.newest_version:
            raise GraphError(2500, message=f"Unknown path components: /{'/'.join(parts)}")
        return max(int(major), options.oldest_version), int(major), parts[1:] or [""]

    def _token(self, request: Request, params: JsonObject) -> Token:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "oauth"):
            value = str(params.get("access_token") or "")
        value = value.strip()
        if not value:
            text = "An access token is required to request this resource."
            raise GraphError(104, message=text, status=400)
        token = self._world.tokens.get(value) or self._app_token(value)
        if token is None or not token.valid:
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")
        now = self._world.clock.now()
        if request.expired or 0 < token.expires_at <= now:
            raise _expired(token.expires_at or now, now)
        self._check_proof(token, params)
        return token

    def _app_token(self, value: str) -> Token | None:
        app_id, _, secret = value.partition("|")
        app = self._world.nodes.get(app_id)
        if isinstance(app, App) and hmac.compare_digest(app.secret, secret):
            return Token(value, app.id, (), kind="APP")
        return None

    def _check_proof(self, token: Token, params: JsonObject) -> None:
        app = self._world.nodes[token.app_id]
        given = params.get("appsecret_proof")
        if given is None:
            if isinstance(app, App) and app.require_proof and token.kind != "APP":
                text = "API calls from the server require an appsecret_proof argument"
                raise GraphError(100, message=text, kind="GraphMethodException")
            return
        secret = app.secret if isinstance(app, App) else ""
        proof = hmac.new(secret.encode(), token.value.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof, str(given)):
            text = "Invalid appsecret_proof provided in the API argument"
            raise GraphError(100, message=text, kind="GraphMethodException")

    def _find(
        self, request: Request, version: int, token: Token, parts: list[str], params: JsonObject
    ) -> tuple[Call, Route]:
        verb = str(params.get("method") or request.method).upper()
        node_id = token.user_id if parts[0] == "me" else parts[0]
        if node_id == token.user_id:
            node: Node | None = Business(token.user_id, "Sim System User")
        else:
            node = self._world.nodes.get(node_id)
        if node is None or not _visible(node, token, self._world) or len(parts) > 2:
            if not node_id.isdigit():
                raise GraphError(2500, message=f"Unknown path components: /{'/'.join(parts)}")
            raise no_object(node_id, verb.lower())
        if len(parts) == 2:
            route = EDGES.get((type(node), parts[1], verb))
            if route is None:
                known = any(t is type(node) and e == parts[1] for t, e, _ in EDGES)
                raise no_object(node_id, verb.lower()) if known else _no_edge(parts[1], node)
        else:
            route = NODES.get((type(node), verb))
            if route is None:
                raise no_object(node_id, verb.lower())
        if route.scope is not None and not token.may(route.scope):
            raise _no_permission(token, route.scope)
        return Call(self._world, request, version, token, node, params), route

    def _meter(self, call: Call) -> None:
        """Count management calls for each WABA and hour."""
        budget = self._world.options.graph_budget
        waba = _waba_of(call)
        if waba is None or call.usage == "whatsapp":
            return
        now = call.now
        calls = waba.calls
        calls.append(now)
        if calls[0] < now - HOUR:
            waba.calls = calls = [t for t in calls if t > now - HOUR]
        if budget and len(calls) > budget:
            raise GraphError(80007)

    def _answered(self, answer: JsonObject, version: int, asked: int, call: Call | None) -> Response:
        body = php.encode(answer)
        trace = ids.trace_id().encode()
        headers = [*ALWAYS, CACHE, (b"x-fb-request-id", trace), (b"x-fb-trace-id", trace[:11])]
        headers.append((b"facebook-api-version", b"v%d.0" % version))
        if asked and asked < version:
            text = f"The call has been auto-upgraded to v{version}.0 as v{asked}.0 has been deprecated."
            headers.append((b"x-ad-api-version-warning", text.encode()))
        if call is not None:
            headers.extend(call.headers)
            headers.append(_usage(call))
            if call.request.method == "GET":
                etag = hashlib.sha1(body, usedforsecurity=False).hexdigest()
                headers.append((b"etag", f'"{etag}"'.encode()))
        return Response(200, body, headers)

    def _refused(self, error: GraphError, version: int, call: Call | None) -> Response:
        trace = ids.trace_id()
        served = version or self._world.options.newest_version
        said = UNSPEAKABLE.sub("?", error.message).replace('"', "'")
        third = "invalid_token" if error.code == 190 else "invalid_request"
        headers = [*ALWAYS, NO_STORE, (b"x-fb-request-id", trace.encode())]
        headers.append((b"x-fb-trace-id", trace[:11].encode()))
        headers.append((b"facebook-api-version", b"v%d.0" % served))
        headers.append((b"www-authenticate", f'OAuth "Facebook Platform" "{third}" "{said}"'.encode()))
        headers.append(_usage(call) if call is not None else _app_usage())
        return Response(error.status, php.encode(error.envelope(trace)), headers)


def _expired(ended: float, now: float) -> GraphError:
    def moment(t: float) -> str:
        return datetime.fromtimestamp(t, UTC).strftime("%A, %d-%b-%y %H:%M:%S UTC")

    text = f"Error validating access token: Session has expired on {moment(ended)}."
    text += f" The current time is {moment(now)}."
    return GraphError(190, message=text, subcode=463)


def _no_permission(token: Token, scope: str) -> GraphError:
    if scope == "app":
        return GraphError(15)
    if token.kind == "APP":
        return GraphError(200, message="(#200) Provide valid app ID", status=400)
    return GraphError(10, status=403)


def _no_edge(edge: str, node: Node) -> GraphError:
    name = NODE_TYPES[type(node)]
    return GraphError(100, message=f"(#100) Tried accessing nonexisting field ({edge}) on node type ({name})")


def _visible(node: Node, token: Token, world: World) -> bool:
    """Whether the token may know that the node exists."""
    if isinstance(node, App):
        return node.id == token.app_id
    if isinstance(node, Business) or not token.waba_ids:
        return True
    if isinstance(node, Waba):
        return node.id in token.waba_ids
    if isinstance(node, PhoneNumber):
        return node.waba.id in token.waba_ids
    if isinstance(node, Template):
        owners = (n for n in world.nodes.values() if isinstance(n, Waba) and node.id in n.templates)
        return any(o.id in token.waba_ids for o in owners)
    return True


def _waba_of(call: Call) -> Waba | None:
    node = call.node
    if isinstance(node, CloudMedia):
        node = call.world.nodes.get(node.number_id) or node
    if isinstance(node, PhoneNumber):
        return node.waba
    return node if isinstance(node, Waba) else None


def _usage(call: Call) -> tuple[bytes, bytes]:
    waba = _waba_of(call)
    if waba is None:
        return _app_usage()
    share = min(100, len(waba.calls) * 100 // (call.world.options.graph_budget or 5000))
    value = (
        f'{{"{waba.id}":[{{"type":"{call.usage}","call_count":{share},"total_cputime":1,"total_time":1,'
        '"estimated_time_to_regain_access":0}]}'
    )
    return (b"x-business-use-case-usage", value.encode())


def _app_usage() -> tuple[bytes, bytes]:
    return (b"x-app-usage", b'{"call_count":0,"total_cputime":0,"total_time":0}')
