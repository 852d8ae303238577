"""Logins, logouts and users. Cloud API knows none of them: they are the bridge's own."""

from __future__ import annotations

from wamigrate.bridge import passwords
from wamigrate.bridge.call import Call, done, text_of
from wamigrate.bridge.callers import weak_password
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, admin_only, invalid

__all__ = ["change_user", "create_user", "delete_user", "login", "logout", "show_user"]


async def login(call: Call) -> Reply:
    """POST /v1/users/login: a token of the bridge, for seven days"""
    new_password = (await call.object()).get("new_password")
    token, ends = await call.line.callers.login(call.authorization, new_password)
    return done(call, {"users": [{"token": token, "expires_after": passwords.expires_text(ends)}]})


async def logout(call: Call) -> Reply:
    """POST /v1/users/logout: the token ends"""
    if call.user is not None:
        await call.line.callers.logout(call.user)
    return done(call)


async def create_user(call: Call) -> Reply:
    """POST /v1/users: kept by the bridge"""
    body = await call.object()
    name, password = text_of(body, "username"), body.get("password")
    if not 4 <= len(name) <= 32:
        raise invalid("username", "a string of 4 to 32 characters")
    if not isinstance(password, str) or not passwords.strong(password):
        raise weak_password()
    await call.line.callers.create(name, password)
    return done(call, {"users": [{"username": name}]}, 201)


async def show_user(call: Call) -> Reply:
    """GET /v1/users/{username}: as the bridge knows them"""
    user = await call.line.callers.find(call.given["username"])
    if user is None:
        raise Refused(1006, "User does not exist")
    return done(call, {"users": [{"username": user.username, "ROLES": user.role}]})


async def change_user(call: Call) -> Reply:
    """PUT /v1/users/{username}: the administrator anybody's password, a user their own"""
    name = call.given["username"]
    if call.user is None or not (call.user.admin or call.user.name == name):
        raise admin_only()
    user = await call.line.callers.find(name)
    if user is None:
        raise Refused(1006, "User does not exist")
    password = await call.text("password")
    if not passwords.strong(password):
        raise weak_password()
    await call.line.callers.set_password(name, password, user.role)
    return done(call, {"users": [{"username": name}]})


async def delete_user(call: Call) -> Reply:
    """DELETE /v1/users/{username}: their tokens end too"""
    name = call.given["username"]
    if name == "admin":
        raise Refused(1005, "The admin cannot be deleted.", status=403)
    if not await call.line.callers.delete(name):
        raise Refused(1006, "User does not exist")
    return done(call, {"users": [{"username": name}]})
