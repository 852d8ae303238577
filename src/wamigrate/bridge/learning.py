"""What relayed calls teach: who may call with which password, and which media providers there are.

Only what On-Premises accepted is believed. After the move the same callers are let in by the bridge.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from wamigrate.bridge import passwords
from wamigrate.bridge.call import Access, Call
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.row import Route
from wamigrate.core.payload import NOT_JSON, Json, dig
from wamigrate.errors import StoreError
from wamigrate.store.memory import PROVIDER

__all__ = ["LEARNED", "learn", "learn_token"]

log = logging.getLogger("wamigrate.bridge")
AWAY = (StoreError, Refused)
"""Callers refuse where the store is away. On-Premises has answered by then: that answer stands."""


async def learn_token(call: Call, row: Route | None, status: int) -> None:
    """Which token On-Premises let in, or no longer does. A store that is away costs no relayed call."""
    if status in (403, 404, 429) or status >= 500:
        return
    value = passwords.bearer(call.authorization)
    if value is None:
        await _learn_key(call, row, status)
        return
    admin = row is not None and row.access is Access.ADMIN and status < 300
    try:
        if status == 401:
            await call.line.callers.forget_token(value)
        elif not call.line.callers.knows(value, admin=admin):
            await call.line.callers.learn_use(value, admin=admin, seen_as=_seen_as(call))
    except AWAY:
        log.warning("a token could not be noted", extra={"number": call.line.name})


async def _learn_key(call: Call, row: Route | None, status: int) -> None:
    """An API key, where On-Premises looks at one: elsewhere its no means nothing."""
    key = passwords.api_key(call.authorization)
    if key is None or row is None or row.access is not Access.MONITOR:
        return
    if status == 401 or status // 100 == 2:
        try:
            await call.line.callers.learn_key(key, accepted=status != 401)
        except AWAY:
            log.warning("an API key could not be noted", extra={"number": call.line.name})


async def learn(call: Call, body: bytes, reply: Reply) -> None:
    """What an answered call says about users and providers. It never costs the call its answer."""
    try:
        await LEARNED[call.route](call, _json(body), reply)
    except AWAY:
        log.warning("what a call taught could not be noted", extra={"number": call.line.name})


async def _login(call: Call, body: Json, reply: Reply) -> None:
    given = passwords.basic(call.authorization)
    if given is None:
        return
    token = dig(_json(reply.body), "users", 0, "token")
    if reply.status // 100 == 2 and isinstance(token, str):
        new = dig(body, "new_password")
        await call.line.callers.learn_login(given[0], new if isinstance(new, str) else given[1], token)
    elif reply.status == 401:
        await call.line.callers.learn_refusal(*given)


async def _logout(call: Call, _: Json, reply: Reply) -> None:
    value = passwords.bearer(call.authorization)
    if value is not None and reply.status // 100 == 2:
        await call.line.callers.forget_token(value)


async def _password(call: Call, body: Json, reply: Reply) -> None:
    """A new user, or a new password."""
    name = call.given.get("username") or dig(body, "username")
    password = dig(body, "password")
    if reply.status // 100 == 2 and isinstance(name, str) and isinstance(password, str):
        await call.line.callers.set_password(name, password, passwords.role_of(name), "learned")


async def _deleted(call: Call, _: Json, reply: Reply) -> None:
    if reply.status // 100 == 2:
        await call.line.callers.delete(call.given["username"])


async def _provider(call: Call, body: Json, reply: Reply) -> None:
    name = dig(body, 0, "name")
    if reply.status // 100 == 2 and isinstance(name, str):
        await call.line.memory.put(call.line.id, PROVIDER, name, body[0])


async def _no_provider(call: Call, _: Json, reply: Reply) -> None:
    if reply.status // 100 == 2:
        await call.line.memory.forget(call.line.id, PROVIDER, call.given["name"])


LEARNED: dict[str, Any] = {
    "POST /v1/users/login": _login,
    "POST /v1/users/logout": _logout,
    "POST /v1/users": _password,
    "PUT /v1/users/{username}": _password,
    "DELETE /v1/users/{username}": _deleted,
    "POST /v1/settings/application/media/providers": _provider,
    "DELETE /v1/settings/application/media/providers/{name}": _no_provider,
}


def _seen_as(call: Call) -> str:
    """What a person may recognise a caller by."""
    client = call.scope.get("client")
    agent = "".join(c for c in call.header(b"user-agent") if c.isprintable())[:80]
    return f"{agent or 'no user agent'} from {client[0] if client else 'somewhere'}"


def _json(body: bytes) -> Json:
    try:
        return msgspec.json.decode(body) if body.strip() else {}
    except NOT_JSON:
        return None
