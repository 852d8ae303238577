"""Registration, shards, two-step verification, backup and restore."""

from __future__ import annotations

import asyncio
import re

from wamigrate.sim.blob import Verdict
from wamigrate.sim.front import seconds
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.errors import OnPremRefusal, missing

__all__ = [
    "back_up",
    "delete_two_step",
    "register",
    "restore",
    "set_shards",
    "set_two_step",
    "show_shards",
]

PIN = re.compile(r"[0-9]{6}")
SHARDS = (1, 2, 4, 8, 16, 32)


async def register(call: Call) -> Response:
    """POST /v1/account (and /verify): closed to everybody since July 2024"""
    raise OnPremRefusal(1005, "Unknown error: biz_link_on_prem_reg_blocked")


async def show_shards(call: Call) -> Response:
    """GET /v1/account/shards"""
    return done(call, {"account": {"shards": call.place.shards}})


async def set_shards(call: Call) -> Response:
    """POST /v1/account/shards"""
    body = call.object()
    for name in ("cc", "phone_number", "shards", "cert"):
        if body.get(name) in (None, ""):
            raise missing(name)
    shards = int(body["shards"]) if str(body["shards"]).isdigit() else 0
    if shards not in SHARDS:
        raise OnPremRefusal(1009, "shards must be one of 1, 2, 4, 8, 16, 32")
    call.need_connection()
    if call.number.pin is not None and body.get("pin") != call.number.pin:
        raise OnPremRefusal(1005, "Two-step verification PIN is missing or wrong")
    call.place.shards = shards
    call.place.topology = "multiconnect" if shards > 1 else call.place.topology
    return done(call, status=201)


async def set_two_step(call: Call) -> Response:
    """POST /v1/settings/account/two-step"""
    pin = call.object().get("pin")
    if pin is None:
        raise missing("pin")
    if not isinstance(pin, str) or not PIN.fullmatch(pin):
        raise OnPremRefusal(1009, "pin must be six digits")
    _allow_two_step(call)
    call.number.pin = pin
    return done(call)


async def delete_two_step(call: Call) -> Response:
    """DELETE /v1/settings/account/two-step"""
    _allow_two_step(call)
    call.number.pin = None
    return done(call)


def _allow_two_step(call: Call) -> None:
    call.need_connection()
    if call.world.faults and call.world.faults.take("two_step_refused", call.number.name):
        raise OnPremRefusal(1014, "Two-step verification could not be changed")


async def back_up(call: Call) -> Response:
    """POST /v1/settings/backup"""
    password = call.text("password")
    faults, name = call.world.faults, call.number.name
    if not call.number.spec.backup_when_down:
        call.need_connection()
    if faults and faults.take("backup_refused", name):
        raise OnPremRefusal(1014, "Backup failed")
    slow = faults.take("slow_backup", name) if faults else None
    if slow is not None:
        await asyncio.sleep(seconds(slow, 5.0))
    data = call.world.make_backup(call.number, password)
    if faults and faults.take("truncated_blob", name):
        data = data[: len(data) // 2]
    return done(call, {"settings": {"data": data}})


async def restore(call: Call) -> Response:
    """POST /v1/settings/restore: gives the number a new identity, so earlier backups are void"""
    data, password = call.text("data"), call.text("password")
    verdict, content = call.world.read_backup(call.number, data, password)
    if verdict is not Verdict.GOOD:
        raise OnPremRefusal(1009, "Backup data and password do not fit")
    call.need_connection()
    call.place.about, call.place.profile = content["about"], dict(content["profile"])
    call.number.identity = call.world.new_identity()
    return done(call)
