"""Application settings, media providers, profiles, webhook certificates."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.errors import OnPremRefusal, missing
from wamigrate.sim.onprem.fields import BUSINESS_PROFILE, SETTINGS, VERTICALS
from wamigrate.sim.onprem.state import MediaFile, default_settings
from wamigrate.sim.webhooks import acceptable_endpoint
from wamigrate.sim.world import cloud_profile

__all__ = [
    "add_provider",
    "change_about",
    "change_business_profile",
    "change_photo",
    "change_settings",
    "delete_photo",
    "delete_provider",
    "reset_settings",
    "show_about",
    "show_business_profile",
    "show_photo",
    "show_providers",
    "show_settings",
]

PHOTO_LIMIT = 5_000_000


async def show_settings(call: Call) -> Response:
    """GET /v1/settings/application"""
    return done(call, {"settings": {"application": call.place.settings}})


async def change_settings(call: Call) -> Response:
    """PATCH /v1/settings/application: merges what it knows and ignores the rest"""
    patch = {k: v for k, v in call.object().items() if k in SETTINGS}
    for name, value in patch.items():
        if not isinstance(value, SETTINGS[name]) or (isinstance(value, bool) and SETTINGS[name] is not bool):
            raise OnPremRefusal(1009, f"Parameter '{name}' has the wrong type")
    webhooks = patch.get("webhooks", {})
    url = webhooks.get("url")
    if url and not (isinstance(url, str) and acceptable_endpoint(url)):
        raise OnPremRefusal(1009, "webhooks.url must be an HTTPS address")
    if webhooks.get("max_concurrent_requests", 6) not in (6, 12, 18, 24):
        raise OnPremRefusal(1009, "webhooks.max_concurrent_requests must be 6, 12, 18 or 24")
    if patch.get("pass_through") is True and not call.place.settings["pass_through"]:
        raise OnPremRefusal(1009, "pass_through can no longer be switched on")
    _merge(call.place.settings, patch)
    call.world.onprem_callbacks.pump()
    return done(call)


async def reset_settings(call: Call) -> Response:
    """DELETE /v1/settings/application"""
    fresh = default_settings(call.place.settings["wa_id"], "")
    call.place.settings.clear()
    call.place.settings.update(fresh)
    return done(call)


def _merge(old: JsonObject, new: JsonObject) -> None:
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            _merge(old[key], value)
        else:
            old[key] = value


async def show_providers(call: Call) -> Response:
    """GET /v1/settings/application/media/providers"""
    providers = list(call.place.providers.values())
    return done(call, {"settings": {"application": {"media": {"providers": providers}}}})


async def add_provider(call: Call) -> Response:
    """POST /v1/settings/application/media/providers: a bare array of exactly one"""
    body = call.json()
    if not isinstance(body, list) or len(body) != 1 or not isinstance(body[0], dict):
        raise OnPremRefusal(1025, "Body must be an array with one provider")
    provider = body[0]
    if not provider.get("name"):
        raise missing("name")
    if provider.get("type") != "www":
        raise OnPremRefusal(1009, "type must be www")
    call.place.providers[str(provider["name"])] = provider
    return done(call)


async def delete_provider(call: Call) -> Response:
    """DELETE /v1/settings/application/media/providers/{name}"""
    if call.place.providers.pop(call.path["name"], None) is None:
        raise OnPremRefusal(1006, "Provider does not exist")
    return done(call)


async def show_about(call: Call) -> Response:
    """GET /v1/settings/profile/about"""
    return done(call, {"settings": {"profile": {"about": {"text": call.place.about}}}})


async def change_about(call: Call) -> Response:
    """PATCH /v1/settings/profile/about"""
    text = call.text("text")
    if len(text) > 139:
        raise OnPremRefusal(1009, "text must not be longer than 139 characters")
    call.place.about = text
    _publish(call)
    return done(call)


async def show_photo(call: Call) -> Response:
    """GET /v1/settings/profile/photo"""
    photo = call.place.photo
    if photo is None:
        return Response(404)
    if call.request.query.get("format") == "link":
        link = f"{call.request.base_url}{call.request.path}"
        return done(call, {"settings": {"profile": {"photo": {"link": link}}}})
    return Response(200, photo.content, [(b"content-type", photo.mime_type.encode())])


async def change_photo(call: Call) -> Response:
    """POST /v1/settings/profile/photo"""
    mime = call.request.headers.get("content-type", "").partition(";")[0].strip()
    if mime not in ("image/jpeg", "image/png"):
        raise OnPremRefusal(1009, "Content-Type must be image/jpeg or image/png")
    if not 0 < len(call.request.body) <= PHOTO_LIMIT:
        raise OnPremRefusal(1009, "The photo must have 1 byte to 5 MB")
    call.place.photo = MediaFile(call.request.body, mime)
    return done(call)


async def delete_photo(call: Call) -> Response:
    """DELETE /v1/settings/profile/photo"""
    call.place.photo = None
    return done(call)


async def show_business_profile(call: Call) -> Response:
    """GET /v1/settings/business/profile"""
    return done(call, {"settings": {"business": {"profile": call.place.profile}}})


async def change_business_profile(call: Call) -> Response:
    """POST /v1/settings/business/profile: any subset"""
    body = call.object()
    known = {k: v for k, v in body.items() if k in BUSINESS_PROFILE}
    for name, value in known.items():
        _check_profile(name, value)
    call.place.profile.update(known)
    _publish(call)
    return done(call)


def _check_profile(name: str, value: Any) -> None:
    limit = BUSINESS_PROFILE[name]
    texts = value if name == "websites" else [value]
    if not isinstance(texts, list) or not all(isinstance(t, str) and len(t) <= limit for t in texts):
        raise OnPremRefusal(1009, f"{name} must be text of at most {limit} characters")
    if name == "websites" and (
        len(texts) > 2 or not all(t.startswith(("http://", "https://")) for t in texts)
    ):
        raise OnPremRefusal(1009, "websites must be at most 2 addresses with http:// or https://")
    if name == "vertical" and value not in VERTICALS:
        raise OnPremRefusal(1009, f"vertical must be one of {', '.join(VERTICALS)}")


def _publish(call: Call) -> None:
    call.number.profile = cloud_profile(call.place.profile, call.place.about)
