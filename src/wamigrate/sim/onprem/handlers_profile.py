"""What customers see of a business: about, photo, business profile; and what Indian law wants to know."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, wrong
from wamigrate.sim.onprem.fields import BUSINESS_PROFILE, COMPLIANCE, VERTICALS
from wamigrate.sim.onprem.state import MediaFile

__all__ = [
    "change_about",
    "change_business_profile",
    "change_compliance",
    "change_photo",
    "delete_photo",
    "linked_photo",
    "show_about",
    "show_business_profile",
    "show_compliance",
    "show_photo",
]

PHOTO_LIMIT = 5_000_000
UNSET: JsonObject = {"address": "", "description": "", "email": "", "vertical": "", "websites": []}
OLD_DESCRIPTION = 256
LONG_DESCRIPTIONS = (2, 41)


async def show_about(call: Call) -> Response:
    """GET /v1/settings/profile/about"""
    return done(call, {"settings": {"profile": {"about": {"text": call.place.about}}}})


async def change_about(call: Call) -> Response:
    """PATCH /v1/settings/profile/about"""
    text = call.text("text")
    if len(text) > 139:
        raise wrong("text", "must not be longer than 139 characters")
    call.place.about = text
    call.publish()
    return nothing(call)


async def show_photo(call: Call) -> Response:
    """GET /v1/settings/profile/photo: the picture, or with `?format=link` an address that needs no token"""
    photo = call.place.photo
    if photo is None:
        return Response(404)
    if call.request.query.get("format") == "link":
        link = f"{call.request.base_url}{call.request.path.rstrip('/')}/{call.place.photo_key}"
        return done(call, {"settings": {"profile": {"photo": {"link": link}}}})
    return _picture(photo)


async def linked_photo(call: Call) -> Response:
    """GET of the address that `?format=link` gave"""
    photo = call.place.photo
    if photo is None or call.path["key"] != call.place.photo_key:
        return Response(404)
    return _picture(photo)


def _picture(photo: MediaFile) -> Response:
    return Response(200, photo.content, [(b"content-type", photo.mime_type.encode("latin-1"))])


async def change_photo(call: Call) -> Response:
    """POST /v1/settings/profile/photo: raw bytes"""
    mime = call.request.headers.get("content-type", "").partition(";")[0].strip()
    if not mime.startswith("image/"):
        raise OnPremRefusal(1009, "Content-Type must be that of an image")
    if not 0 < len(call.request.body) <= PHOTO_LIMIT:
        raise OnPremRefusal(1009, "The photo must have 1 byte to 5 MB")
    call.place.photo = MediaFile(call.request.body, mime)
    call.place.photo_key = ids.uuid_id()
    return nothing(call)


async def delete_photo(call: Call) -> Response:
    """DELETE /v1/settings/profile/photo"""
    call.place.photo = None
    return nothing(call)


async def show_business_profile(call: Call) -> Response:
    """GET /v1/settings/business/profile: what is not set is left out"""
    unset = UNSET if call.options.profile_shows_unset else {}
    return done(call, {"settings": {"business": {"profile": {**unset, **call.place.profile}}}})


async def change_business_profile(call: Call) -> Response:
    """POST /v1/settings/business/profile: any subset; null means no change"""
    known = {k: v for k, v in call.object().items() if k in BUSINESS_PROFILE and v is not None}
    for name, value in known.items():
        _check_profile(call, name, value)
    call.place.profile.update(known)
    call.publish()
    return nothing(call)


def _check_profile(call: Call, name: str, value: Any) -> None:
    limit = BUSINESS_PROFILE[name]
    if name == "description" and call.place.release < LONG_DESCRIPTIONS:
        limit = OLD_DESCRIPTION
    texts = value if name == "websites" else [value]
    if not isinstance(texts, list) or not all(isinstance(t, str) and len(t) <= limit for t in texts):
        raise wrong(name, f"must be text of at most {limit} characters")
    if name == "websites" and (
        len(texts) > 2 or not all(t.startswith(("http://", "https://")) for t in texts)
    ):
        raise wrong(name, "must be at most 2 addresses with http:// or https://")
    if name == "vertical" and value not in VERTICALS and (value or call.place.profile.get("vertical")):
        raise wrong(name, f"must be one of {', '.join(VERTICALS)}")


async def show_compliance(call: Call) -> Response:
    """GET /v1/settings/business/compliance_info"""
    return done(call, {"settings": {"business": {"compliance_info": call.place.compliance}}})


async def change_compliance(call: Call) -> Response:
    """POST /v1/settings/business/compliance_info"""
    call.place.compliance.update({k: v for k, v in call.object().items() if k in COMPLIANCE})
    return nothing(call)
