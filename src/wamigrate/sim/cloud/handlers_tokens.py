"""Tokens: what debug_token says of them, and how an app gets its own."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.params import required
from wamigrate.sim.cloud.state import App, Token, Waba
from wamigrate.sim.cloud.tokens import LOGGED_OUT, expired_text, known_token
from wamigrate.sim.world import World

__all__ = ["debug_token", "oauth_token"]

UNREADABLE = "The access token could not be decrypted"


def debug_token(world: World, asking: Token, params: JsonObject) -> JsonObject:
    """GET /debug_token: an app token, or any token of the same app, may look at a token"""
    token = known_token(world, str(required(params, "input_token")))
    app = world.nodes.get(asking.app_id)
    if token is None or not isinstance(app, App):
        error = {"code": 190, "message": UNREADABLE}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    if token.app_id != asking.app_id:
        text = "(#100) The App_id in the input_token did not match the Viewing App"
        error = {"code": 100, "message": text}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    shown: JsonObject = {"app_id": token.app_id, "type": token.kind, "application": app.name}
    if token.kind == "APP":
        return {"data": {**shown, "is_valid": True, "scopes": []}}
    return {"data": {**shown, **_state(world, token)}}


def _state(world: World, token: Token) -> JsonObject:
    now = world.clock.now()
    ended = 0 < token.expires_at <= now
    data: JsonObject = {
        "data_access_expires_at": 0,
        "expires_at": int(token.expires_at),
        "is_valid": token.valid and not ended,
        "issued_at": int(token.issued_at),
        "scopes": list(token.scopes),
        "granular_scopes": _granular(world, token),
        "user_id": token.user_id,
    }
    if ended:
        text = expired_text(token.expires_at, now)
        data = {"error": {"code": 190, "message": text, "subcode": 463}, **data}
    elif not token.valid:
        data = {"error": {"code": 190, "message": LOGGED_OUT, "subcode": 467}, **data}
    return data


def _granular(world: World, token: Token) -> list[JsonObject]:
    if world.options.granular_targets == "absent" and not token.waba_ids:
        return [{"scope": s} for s in token.scopes if s.startswith("whatsapp_")]
    targets = list(token.waba_ids) or [n.id for n in world.nodes.values() if isinstance(n, Waba)]
    return [{"scope": s, "target_ids": targets} for s in token.scopes if s.startswith("whatsapp_")]


def oauth_token(world: World, params: JsonObject) -> JsonObject:
    """GET /oauth/access_token: the app's own token; a code is exchanged for the system user's"""
    app = world.nodes.get(str(required(params, "client_id")))
    if not isinstance(app, App):
        text = "Error validating application. Cannot get application info due to a system error."
        raise GraphError(101, message=text, status=400)
    if str(required(params, "client_secret")) != app.secret:
        raise GraphError(1, message="Error validating client secret.", status=400)
    if params.get("grant_type") == "client_credentials":
        return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}
    if not (params.get("code") or params.get("fb_exchange_token")):
        raise GraphError(1, message="Missing authorization code", status=400)
    found = next(t for t in world.tokens.values() if t.app_id == app.id)
    return {"access_token": found.value, "token_type": "bearer"}
