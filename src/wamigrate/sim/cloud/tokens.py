"""Access tokens: found in a call, checked, and the errors of those that do not do."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.state import App, Token
from wamigrate.sim.http import Request
from wamigrate.sim.world import World

__all__ = ["LOGGED_OUT", "expired_text", "known_token", "token_of"]

UNREADABLE = "Invalid OAuth access token - Cannot parse access token"
LOGGED_OUT = "Error validating access token: The session is invalid because the user logged out."


def token_of(world: World, request: Request, params: JsonObject) -> Token:
    """The token of a call, when it is there, readable, alive and proven; a parameter beats the header."""
    value = str(params.get("access_token") or "")
    if not value:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        value = given if scheme.lower() in ("bearer", "oauth") else ""
    value = value.strip()
    if not value:
        raise GraphError(104, message="An access token is required to request this resource.", status=400)
    token = known_token(world, value)
    if token is None:
        raise GraphError(190, message=UNREADABLE)
    now = world.clock.now()
    if request.expired or 0 < token.expires_at <= now:
        raise GraphError(190, message=expired_text(token.expires_at or now, now), subcode=463)
    if not token.valid:
        raise GraphError(190, message=LOGGED_OUT, subcode=467)
    _check_proof(world, token, params)
    return token


def known_token(world: World, value: str) -> Token | None:
    """A token of the world, or an app's `ID|SECRET`."""
    found = world.tokens.get(value)
    if found is not None or "|" not in value:
        return found
    app_id, _, secret = value.partition("|")
    app = world.nodes.get(app_id)
    if isinstance(app, App) and hmac.compare_digest(app.secret.encode(), secret.encode()):
        return Token(value, app.id, (), kind="APP")
    return None


def expired_text(ended: float, now: float) -> str:
    """As Graph tells that a token has ended."""
    text = f"Error validating access token: Session has expired on {_moment(ended)}."
    return text + f" The current time is {_moment(now)}."


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%A, %d-%b-%y %H:%M:%S UTC")


def _check_proof(world: World, token: Token, params: JsonObject) -> None:
    app = world.nodes[token.app_id]
    if not isinstance(app, App):
        return
    given = params.get("appsecret_proof")
    if given is None:
        if app.require_proof and token.kind != "APP":
            text = "API calls from the server require an appsecret_proof argument"
            raise GraphError(100, message=text, kind="GraphMethodException")
        return
    proof = hmac.new(app.secret.encode(), token.value.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof.encode(), str(given).encode()):
        text = "Invalid appsecret_proof provided in the API argument"
        raise GraphError(100, message=text, kind="GraphMethodException")
