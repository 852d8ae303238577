"""Groups: withdrawn from On-Premises long ago, and other ones on Cloud API."""

from __future__ import annotations

from typing import NoReturn

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused

__all__ = ["list_groups", "unknown_group"]


async def list_groups(call: Call) -> Reply:
    """GET /v1/groups: none"""
    return done(call, {"groups": []})


async def unknown_group(_: Call) -> NoReturn:
    """Everything else about groups"""
    raise Refused(1012, "Group is unknown", status=404)
