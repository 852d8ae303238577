"""Registration, shards, two-step, backup: what a number has no more, or has elsewhere, once it has moved."""

from __future__ import annotations

from typing import NoReturn

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, invalid
from wamigrate.bridge.surface.settings import refuse_while_moving
from wamigrate.core.secret import Secret

__all__ = [
    "backup",
    "delete_two_step",
    "register",
    "restore",
    "set_shards",
    "set_two_step",
    "show_shards",
]

SHARDS = (1, 2, 4, 8, 16, 32)


async def register(call: Call) -> Reply:
    """POST /v1/account: the number is registered, and set-up scripts go on after that answer"""
    refuse_while_moving(call)
    await call.object()
    return done(call, status=201)


async def show_shards(call: Call) -> Reply:
    """GET /v1/account/shards: what was set last"""
    kept = await call.line.memory.get(call.line.id, "account", "shards")
    return done(call, {"account": {"shards": kept["shards"] if kept else 1}})


async def set_shards(call: Call) -> Reply:
    """POST /v1/account/shards: Cloud API sees to its throughput itself"""
    refuse_while_moving(call)
    shards = (await call.object()).get("shards")
    if str(shards) not in map(str, SHARDS):
        raise invalid("shards", "1, 2, 4, 8, 16 or 32")
    await call.line.memory.put(call.line.id, "account", "shards", {"shards": int(str(shards))})
    return done(call, status=201)


async def set_two_step(call: Call) -> Reply:
    """POST /v1/settings/account/two-step: sets the PIN on Cloud API"""
    refuse_while_moving(call)
    pin = await call.text("pin")
    if len(pin) != 6 or not (pin.isascii() and pin.isdigit()):
        raise invalid("pin", "six digits")
    await call.line.cloud.set_pin(call.line.id, Secret(pin))
    return done(call)


async def delete_two_step(_: Call) -> NoReturn:
    """DELETE /v1/settings/account/two-step: that is only possible in WhatsApp Manager now"""
    raise Refused(1014, "Two-step verification can only be switched off in WhatsApp Manager")


async def backup(call: Call) -> NoReturn:
    """POST /v1/settings/backup: there is nothing left to back up"""
    refuse_while_moving(call)
    raise Refused(1011, "The number has moved: there is nothing to back up")


async def restore(call: Call) -> NoReturn:
    """POST /v1/settings/restore: there is nothing to restore it to"""
    refuse_while_moving(call)
    raise Refused(1011, "The number has moved: a backup cannot be restored")
