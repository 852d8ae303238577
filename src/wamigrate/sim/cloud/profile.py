"""The business profile of a number: what it shows, what an update may say, pictures by upload handle."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.fields import PROFILE_VERTICALS
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import wanted_fields
from wamigrate.sim.cloud.uploads import known_handle
from wamigrate.sim.number import PhoneNumber

__all__ = ["change_profile", "show_profile", "shown_profile"]

NODE_TYPE = "WhatsAppBusinessProfile"
SHOWN = (
    "about",
    "address",
    "description",
    "email",
    "profile_picture_url",
    "websites",
    "vertical",
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
HANDLE = re.compile(r"[0-9]+:[^:]*:\S+")
RULES: Rules = {
    "about": Rule(shortest=1, longest=139),
    "address": Rule(longest=256),
    "description": Rule(longest=512),
    "email": Rule(longest=128),
    "vertical": Rule(),
    "websites": Rule("array", longest=2, items=Rule(longest=256)),
    "profile_picture_handle": Rule(),
}


async def show_profile(call: Call) -> JsonObject:
    """GET /{phone number id}/whatsapp_business_profile"""
    wanted = [a.name for a in wanted_fields(call.params, ("about",))]
    for name in wanted:
        if name not in (*SHOWN, "messaging_product", "id", "name_verification"):
            raise parameter(f"Tried accessing nonexisting field ({name}) on node type ({NODE_TYPE})")
    return {"data": [shown_profile(call.number, wanted)]}


def shown_profile(number: PhoneNumber, wanted: list[str] | None) -> JsonObject:
    """The members that have a value; a vertical that was never set is UNDEFINED."""
    values = {"vertical": "UNDEFINED", **{k: v for k, v in number.profile.items() if v}}
    found = {k: values[k] for k in wanted or SHOWN if k in SHOWN and k in values}
    return {**found, "messaging_product": "whatsapp"}


async def change_profile(call: Call) -> JsonObject:
    """POST /{phone number id}/whatsapp_business_profile"""
    need_product(call.params)
    given = checked(call.params, RULES)
    if given.get("email") and not EMAIL.fullmatch(given["email"]):
        raise GraphError(100, "email must be a valid email address")
    if "websites" in given:
        given["websites"] = [_website(url) for url in given["websites"] if url]
    if "vertical" in given:
        given["vertical"] = _vertical(given["vertical"])
    handle = given.pop("profile_picture_handle", None)
    if handle == "":
        given["profile_picture_url"] = ""
    elif handle is not None:
        _check_picture(call, handle)
        given["profile_picture_url"] = (
            f"https://pps.whatsapp.net/v/t61.24694-24/{call.number.id}.jpg?ccb=11-4"
        )
    call.number.profile.update(given)
    return SUCCESS


def _check_picture(call: Call, handle: str) -> None:
    upload = known_handle(call.world, handle)
    strict = call.world.options.upload_handles_checked
    wrong = upload is None if strict else not HANDLE.match(handle)
    if wrong or (upload is not None and not upload.file_type.startswith("image/")):
        raise GraphError(100, "profile_picture_handle is not the handle of an uploaded image")


def _website(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise GraphError(100, "websites must begin with http:// or https://")
    return url if parts.path or parts.query else url + "/"


def _vertical(value: Any) -> str:
    text = str(value).upper()
    if text and text not in PROFILE_VERTICALS:
        names = ", ".join(PROFILE_VERTICALS)
        raise parameter(f'Param vertical must be one of {{{names}}} - got "{value}".')
    return text
