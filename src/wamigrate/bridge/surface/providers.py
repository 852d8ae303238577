"""Media providers: credentials for the hosts behind media links. The bridge fetches those links itself."""

from __future__ import annotations

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, invalid, missing
from wamigrate.bridge.surface.settings import refuse_while_moving
from wamigrate.core.payload import JsonObject, dig
from wamigrate.store.memory import PROVIDER

__all__ = ["add", "check_provider", "delete", "show"]


async def show(call: Call) -> Reply:
    """GET /v1/settings/application/media/providers: with their credentials, as On-Premises did"""
    kept = await call.line.memory.all(call.line.id, PROVIDER)
    providers = list(kept.values())
    return done(call, {"settings": {"application": {"media": {"providers": providers}}}})


async def add(call: Call) -> Reply:
    """POST /v1/settings/application/media/providers: a bare array of exactly one"""
    refuse_while_moving(call)
    body = await call.json()
    if not isinstance(body, list) or len(body) != 1 or not isinstance(body[0], dict):
        raise Refused(1025, "Body must be an array with one provider")
    provider = check_provider(body[0])
    await call.line.memory.put(call.line.id, PROVIDER, provider["name"], provider)
    return done(call)


async def delete(call: Call) -> Reply:
    """DELETE /v1/settings/application/media/providers/{name}: forgotten"""
    refuse_while_moving(call)
    if not await call.line.memory.forget(call.line.id, PROVIDER, call.given["name"]):
        raise Refused(1006, "Provider does not exist", status=404)
    return done(call)


def check_provider(provider: JsonObject) -> JsonObject:
    """The provider, if On-Premises would have taken it."""
    name = provider.get("name")
    if not name:
        raise missing("name")
    if not isinstance(name, str) or len(name) > 256:
        raise invalid("name", "a string")
    if provider.get("type") != "www":
        raise invalid("type", "www")
    bearer = dig(provider, "config", "bearer")
    pair = [dig(provider, "config", "basic", key) for key in ("username", "password")]
    if not isinstance(bearer, str) and not all(isinstance(value, str) for value in pair):
        raise invalid("config", "an object with bearer, or basic with username and password")
    return provider
