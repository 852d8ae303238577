"""Application settings and media providers."""

from __future__ import annotations

from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.interactive import as_list
from wamigrate.sim.onprem.settings import SETTINGS, check_settings, default_settings, merge

__all__ = [
    "add_provider",
    "change_settings",
    "delete_provider",
    "reset_settings",
    "show_providers",
    "show_settings",
]


async def show_settings(call: Call) -> Response:
    """GET /v1/settings/application"""
    return done(call, {"settings": {"application": call.place.settings}})


async def change_settings(call: Call) -> Response:
    """PATCH /v1/settings/application: absent fields stay, unknown ones do no harm, `wa_id` is read-only"""
    patch = {k: v for k, v in call.object().items() if k != "wa_id"}
    if not call.options.keep_unknown_settings:
        patch = {k: v for k, v in patch.items() if k in SETTINGS}
    check_settings(patch, call.place.settings, call.place.release)
    merge(call.place.settings, patch)
    call.world.onprem_callbacks.pump()
    return nothing(call)


async def reset_settings(call: Call) -> Response:
    """DELETE /v1/settings/application"""
    fresh = default_settings(call.place.settings["wa_id"], "")
    call.place.settings.clear()
    call.place.settings.update(fresh)
    return nothing(call)


async def show_providers(call: Call) -> Response:
    """GET /v1/settings/application/media/providers"""
    providers = list(call.place.providers.values())
    return done(call, {"settings": {"application": {"media": {"providers": providers}}}})


async def add_provider(call: Call) -> Response:
    """POST /v1/settings/application/media/providers: a bare array of exactly one"""
    body = as_list(call.json())
    if len(body) != 1 or not isinstance(body[0], dict):
        raise OnPremRefusal(1025, "Body must be an array with one provider")
    provider = body[0]
    if not provider.get("name"):
        raise missing("name")
    if provider.get("type") != "www":
        raise wrong("type", "must be www")
    call.place.providers[str(provider["name"])] = provider
    return nothing(call)


async def delete_provider(call: Call) -> Response:
    """DELETE /v1/settings/application/media/providers/{name}"""
    if call.place.providers.pop(call.path["name"], None) is None:
        raise OnPremRefusal(1006, "Provider does not exist")
    return nothing(call)
