"""Users of the Webapp: logging in, out, and their administration."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime

from wamigrate.sim import ids
from wamigrate.sim.http import Request, Response
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.state import User

__all__ = ["change_user", "create_user", "delete_user", "login", "logout", "show_user"]

TOKEN_LIFE = 7 * 86400.0
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
    token, ends = ids.bearer(), call.now + TOKEN_LIFE
    user.tokens[token] = ends
    shown = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    return done(call, {"users": [{"token": token, "expires_after": shown}]})


async def logout(call: Call) -> Response:
    """POST /v1/users/logout"""
    token = call.request.headers["authorization"].partition(" ")[2].strip()
    if call.user is not None:
        call.user.tokens.pop(token, None)
    return done(call)


async def create_user(call: Call) -> Response:
    """POST /v1/users"""
    name, password = call.text("username"), call.text("password")
    if not 4 <= len(name) <= 32:
        raise OnPremRefusal(1009, "username must have 4 to 32 characters")
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


def _find(call: Call) -> User:
    user = call.place.users.get(call.path["username"])
    if user is None:
        raise OnPremRefusal(1006, "User does not exist")
    return user


def _strong(password: object) -> str:
    if not isinstance(password, str) or not STRONG.fullmatch(password):
        details = (
            "Password must have 8 to 64 characters with a digit, an upper, a lower and a special character"
        )
        raise OnPremRefusal(1009, details)
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
