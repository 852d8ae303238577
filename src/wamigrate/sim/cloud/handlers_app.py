"""Tokens and the app: debug_token, the application node, its webhook subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call, select
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.params import required
from wamigrate.sim.cloud.state import App, Business, Token, Waba
from wamigrate.sim.webhooks import acceptable_endpoint
from wamigrate.sim.world import World

__all__ = ["debug_token", "show", "show_named", "show_subscriptions", "subscribe", "unsubscribe"]

OBJECT = "whatsapp_business_account"


async def debug_token(world: World, asking: Token, params: JsonObject) -> JsonObject:
    """GET /debug_token"""
    wanted = str(required(params, "input_token"))
    token = world.tokens.get(wanted)
    app = world.nodes.get(asking.app_id)
    if token is None or token.app_id != asking.app_id or not isinstance(app, App):
        text = "The access token could not be decrypted"
        return {"data": {"error": {"code": 190, "message": text}, "is_valid": False, "scopes": []}}
    now = world.clock.now()
    ended = 0 < token.expires_at <= now
    data: JsonObject = {
        "app_id": token.app_id,
        "type": token.kind,
        "application": app.name,
        "data_access_expires_at": 0,
        "expires_at": int(token.expires_at),
        "is_valid": token.valid and not ended,
        "issued_at": int(token.issued_at),
        "scopes": list(token.scopes),
        "granular_scopes": _granular(world, token),
        "user_id": token.user_id,
    }
    if ended or not token.valid:
        text = "Error validating access token: Session has expired."
        data["error"] = {"code": 190, "message": text, "subcode": 463}
    return {"data": data}


def _granular(world: World, token: Token) -> list[JsonObject]:
    targets = list(token.waba_ids) or [n.id for n in world.nodes.values() if isinstance(n, Waba)]
    return [{"scope": s, "target_ids": targets} for s in token.scopes if s.startswith("whatsapp_")]


async def show(call: Call) -> JsonObject:
    """GET /{app}"""
    app = call.app
    known: dict[str, Callable[[str], Json]] = {
        "id": lambda _: app.id,
        "name": lambda _: app.name,
        "link": lambda _: f"https://www.facebook.com/games/?app_id={app.id}",
        "category": lambda _: "Business",
        "namespace": lambda _: None,
        "description": lambda _: None,
        "app_domains": lambda _: [],
        "company": lambda _: None,
    }
    return select(call, "Application", known, ("category", "link", "name"))


async def show_named(call: Call) -> JsonObject:
    """GET /{business} and GET /me"""
    node = cast("Business", call.node)
    known: dict[str, Callable[[str], Json]] = {"id": lambda _: node.id, "name": lambda _: node.name}
    kind = "User" if node.id == call.token.user_id else "Business"
    return select(call, kind, known, ("name",))


async def show_subscriptions(call: Call) -> JsonObject:
    """GET /{app}/subscriptions"""
    app = _with_app_token(call)
    if not app.fields:
        return {"data": []}
    fields = [{"name": name, "version": f"v{call.version}.0"} for name in app.fields]
    return {"data": [{"object": OBJECT, "callback_url": app.callback_url, "active": True, "fields": fields}]}


async def subscribe(call: Call) -> JsonObject:
    """POST /{app}/subscriptions"""
    app = _with_app_token(call)
    wanted = str(required(call.params, "object"))
    if wanted != OBJECT:
        raise parameter(f'Param object must be one of {{WHATSAPP_BUSINESS_ACCOUNT}} - got "{wanted}".')
    url, token = str(required(call.params, "callback_url")), str(required(call.params, "verify_token"))
    fields = call.params.get("fields") or []
    names = fields.split(",") if isinstance(fields, str) else list(fields)
    if not acceptable_endpoint(url):
        raise GraphError(
            2200, message="(#2200) callback verification failed with the following errors: not HTTPS"
        )
    if not await call.world.poster.verify(url, token):
        raise GraphError(2200, message="(#2200) Callback verification failed: the challenge was not echoed")
    app.callback_url, app.verify_token = url, token
    app.fields = [n.strip() for n in names if n.strip()]
    return SUCCESS


async def unsubscribe(call: Call) -> JsonObject:
    """DELETE /{app}/subscriptions"""
    app = _with_app_token(call)
    fields = call.params.get("fields")
    gone = set(fields.split(",")) if isinstance(fields, str) else set(fields or app.fields)
    app.fields = [f for f in app.fields if f not in gone]
    return SUCCESS


def _with_app_token(call: Call) -> App:
    if call.token.kind != "APP":
        raise GraphError(15)
    return call.app
