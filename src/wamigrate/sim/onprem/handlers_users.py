"""Users of the Webapp: logging in, out, and their administration."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from datetime import UTC, datetime

import msgspec

from wamigrate.sim.http import Request, Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, wrong
from wamigrate.sim.onprem.state import User

__all__ = ["change_user", "create_user", "delete_user", "login", "logout", "show_user"]

STRONG = re.compile(r"(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])(?=.*[^0-9A-Za-z]).{8,64}")


async def login(call: Call) -> Response:
    """POST /v1/users/login"""
    given = _basic(call.request)
    user = call.place.users.get(given[0]) if given else None
    if user is None or given is None or given[1] != user.password:
        return Response(401)
    new_password = call.object().get("new_password")
    if new_password is not None:
        user.password = _strong(new_password)
        call.place.first_password = False
    elif call.place.first_password and user.admin:
        raise OnPremRefusal(1024, "Log in with new_password to change the first password")
    ends = call.now + call.options.token_life
    token = _token(user, call.now, ends)
    earlier = {} if call.options.login_ends_tokens else user.tokens
    user.tokens = {t: end for t, end in earlier.items() if end > call.now} | {token: ends}
    shown = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    return done(call, {"users": [{"token": token, "expires_after": shown}]})


async def logout(call: Call) -> Response:
    """POST /v1/users/logout"""
    token = call.request.headers["authorization"].partition(" ")[2].strip()
    if call.user is not None:
        call.user.tokens.pop(token, None)
    return nothing(call)


async def create_user(call: Call) -> Response:
    """POST /v1/users"""
    name, password = call.text("username"), call.text("password")
    if not 4 <= len(name) <= 32:
        raise wrong("username", "must have 4 to 32 characters")
    if name in call.place.users:
        raise OnPremRefusal(1014, "Unable to create user. Already exist?")
    call.place.users[name] = User(name, _strong(password))
    return done(call, {"users": [{"username": name}]}, 201)


async def show_user(call: Call) -> Response:
    """GET /v1/users/{username}"""
    user = _find(call)
    return done(
        call, {"users": [{"username": user.name, "ROLES": "ROLE_ADMIN" if user.admin else "ROLE_USER"}]}
    )


async def change_user(call: Call) -> Response:
    """PUT /v1/users/{username}: the admin anybody's, a user their own password"""
    user = _find(call)
    if call.user is not user and not (call.user and call.user.admin):
        raise OnPremRefusal(1005, "This user is not an admin.")
    user.password = _strong(call.text("password"))
    return done(call, {"users": [{"username": user.name}]})


async def delete_user(call: Call) -> Response:
    """DELETE /v1/users/{username}"""
    user = _find(call)
    if user.admin:
        raise OnPremRefusal(1005, "The admin cannot be deleted.")
    del call.place.users[user.name]
    return done(call, {"users": [{"username": user.name}]})


def _token(user: User, now: float, ends: float) -> str:
    """A JWT by its looks; nobody but the deployment can tell what it is worth."""
    claims = {"user": user.name, "iat": int(now), "exp": int(ends)}
    parts = (b'{"alg":"HS256","typ":"JWT"}', msgspec.json.encode(claims), secrets.token_bytes(32))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _find(call: Call) -> User:
    user = call.place.users.get(call.path["username"])
    if user is None:
        raise OnPremRefusal(1006, "User does not exist")
    return user


def _strong(password: object) -> str:
    if not isinstance(password, str) or not STRONG.fullmatch(password):
        what = "must have 8 to 64 characters with a digit, an upper, a lower and a special character"
        raise wrong("password", what)
    return password


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(value).decode().partition(":")
    except (ValueError, binascii.Error):
        return None
    return (user, password) if colon else None
