"""Business profile, about and photo: Cloud API has them in one place and under other names."""

from __future__ import annotations

import logging
from typing import NoReturn

from wamigrate.apis.verticals import is_known, to_cloud, to_onprem
from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, invalid
from wamigrate.bridge.surface.settings import refuse_while_moving
from wamigrate.core.payload import Json, JsonObject

__all__ = [
    "change_about",
    "change_business",
    "change_compliance",
    "change_photo",
    "delete_photo",
    "show_about",
    "show_business",
    "show_compliance",
    "show_photo",
]

log = logging.getLogger("wamigrate.bridge")
LIMITS = {"address": 256, "description": 512, "email": 128, "vertical": 64}
COMPLIANCE = (
    "entity_name",
    "entity_type",
    "entity_type_custom",
    "is_registered",
    "customer_care_details",
    "grievance_officer_details",
)
"""What Indian law wants to be shown; both APIs have the same names."""
PHOTO_LIMIT = 5_000_000
PHOTO_TYPES = ("image/jpeg", "image/png")


async def show_business(call: Call) -> Reply:
    """GET /v1/settings/business/profile: from Cloud API, in On-Premises' words"""
    found = await call.line.cloud.business_profile(call.line.id)
    profile: JsonObject = {name: found[name] for name in ("address", "description", "email") if name in found}
    profile["vertical"] = to_onprem(str(found.get("vertical", "")))
    profile["websites"] = found.get("websites") or []
    return done(call, {"settings": {"business": {"profile": profile}}})


async def change_business(call: Call) -> Reply:
    """POST /v1/settings/business/profile: any part of it"""
    refuse_while_moving(call)
    body = await call.object()
    change = {name: _text(name, body[name], most) for name, most in LIMITS.items() if name in body}
    if "vertical" in change:
        if not is_known(change["vertical"]):
            log.warning(
                "an industry that Cloud API has no word for becomes OTHER", extra={"number": call.line.name}
            )
        change["vertical"] = to_cloud(change["vertical"])
    patch: JsonObject = dict(change)
    if "websites" in body:
        patch["websites"] = _websites(body["websites"])
    if patch:
        await call.line.cloud.change_profile(call.line.id, patch)
    return done(call)


async def show_compliance(call: Call) -> Reply:
    """GET /v1/settings/business/compliance_info: from Cloud API"""
    found = await call.line.cloud.compliance_info(call.line.id)
    known = {name: found[name] for name in COMPLIANCE if found.get(name) is not None}
    return done(call, {"settings": {"business": {"compliance_info": known}}})


async def change_compliance(call: Call) -> Reply:
    """POST /v1/settings/business/compliance_info: any part of it; Cloud API wants it whole"""
    refuse_while_moving(call)
    body = await call.object()
    given = {name: body[name] for name in COMPLIANCE if name in body}
    before = await call.line.cloud.compliance_info(call.line.id)
    kept = {name: before[name] for name in COMPLIANCE if before.get(name) is not None}
    await call.line.cloud.change_compliance_info(call.line.id, {**kept, **given})
    return done(call)


async def show_about(call: Call) -> Reply:
    """GET /v1/settings/profile/about: from Cloud API"""
    found = await call.line.cloud.business_profile(call.line.id)
    return done(call, {"settings": {"profile": {"about": {"text": found.get("about", "")}}}})


async def change_about(call: Call) -> Reply:
    """PATCH /v1/settings/profile/about: to Cloud API"""
    refuse_while_moving(call)
    await call.line.cloud.change_profile(call.line.id, {"about": await call.text("text", 139)})
    return done(call)


async def show_photo(call: Call) -> Reply:
    """GET /v1/settings/profile/photo: the picture, or its address with ?format=link"""
    found = await call.line.cloud.business_profile(call.line.id)
    address = found.get("profile_picture_url")
    if not isinstance(address, str) or not address:
        return Reply(404)
    if call.query.get("format") == "link":
        return done(call, {"settings": {"profile": {"photo": {"link": address}}}})
    picture = await call.line.files.picture(address, PHOTO_LIMIT)
    return Reply(200, picture.content, [(b"content-type", picture.mime_type.encode())])


async def change_photo(call: Call) -> Reply:
    """POST /v1/settings/profile/photo: raw bytes"""
    refuse_while_moving(call)
    mime_type = call.header(b"content-type").partition(";")[0].strip().lower()
    if mime_type not in PHOTO_TYPES:
        raise Refused(1009, "Content-Type must be image/jpeg or image/png")
    content = await call.raw(PHOTO_LIMIT)
    if not content:
        raise Refused(1008, "The body is empty")
    await call.line.cloud.change_picture(call.line.id, content, mime_type)
    return done(call)


async def delete_photo(_: Call) -> NoReturn:
    """DELETE /v1/settings/profile/photo: Cloud API can replace a picture, not remove it"""
    raise Refused(1014, "The photo can only be replaced")


def _text(name: str, value: Json, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise invalid(name, f"text of at most {most} characters")
    return value


def _websites(value: Json) -> list[str]:
    wrong = not isinstance(value, list) or len(value) > 2
    if wrong or not all(
        isinstance(one, str) and len(one) <= 256 and one.startswith(("http://", "https://")) for one in value
    ):
        raise invalid("websites", "at most 2 addresses with http:// or https://")
    return list(value)
