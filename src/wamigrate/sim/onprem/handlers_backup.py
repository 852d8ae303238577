"""Backup and restore of a deployment: registration and settings, no messages, no callbacks."""

from __future__ import annotations

import asyncio
import copy

from wamigrate.core.payload import JsonObject
from wamigrate.sim.blob import Verdict
from wamigrate.sim.faults import seconds
from wamigrate.sim.http import Response
from wamigrate.sim.number import Side
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.settings import merge

__all__ = ["back_up", "restore"]


async def back_up(call: Call) -> Response:
    """POST /v1/settings/backup"""
    password = call.text("password")
    expired = call.fault("client_expired")
    asked = expired is not None and isinstance(expired.value, dict) and expired.value.get("backup")
    if not (asked or call.number.spec.backup_when_down):
        call.need_connection()
    if call.fault("backup_refused"):
        raise OnPremRefusal(1014, "Backup failed")
    slow = call.fault("slow_backup")
    if slow is not None:
        await asyncio.sleep(seconds(slow, 5.0))
    data = call.world.make_backup(call.number, password)
    if call.fault("truncated_blob"):
        data = data[: len(data) // 2]
    return done(call, {"settings": {"data": data}})


async def restore(call: Call) -> Response:
    """POST /v1/settings/restore: gives the number new keys, so earlier backups are void"""
    data, password = call.text("data"), call.text("password")
    verdict, content = call.world.read_backup(call.number, data, password)
    if verdict is not Verdict.GOOD:
        raise OnPremRefusal(1009, "Backup data and password do not fit")
    if call.number.side is Side.CLOUD:
        raise OnPremRefusal(1005, "The number is registered elsewhere")
    if call.place.gateway != "unregistered":
        call.need_connection()
    _put_back(call, content)
    call.number.identity = call.world.new_identity()
    call.world.nudge()
    return nothing(call)


def _put_back(call: Call, content: JsonObject) -> None:
    place, number = call.place, call.number
    place.about, place.profile = content["about"], dict(content["profile"])
    merge(place.settings, copy.deepcopy(content["settings"]))
    place.providers = copy.deepcopy(content["providers"])
    number.side, number.registered_onprem = Side.ONPREM, True
    place.gateway = "connected"
    call.publish()
