"""Application settings: the bridge keeps the document that the deployment kept, and acts on its webhooks."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

from wamigrate.bridge.call import Call, Mode, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.identity_check import settle_check
from wamigrate.bridge.refusals import Refused, invalid
from wamigrate.core.payload import JsonObject
from wamigrate.store.settings_document import is_too_large, merge

__all__ = ["change", "refuse_while_moving", "reset", "set_webhook", "show"]

CONCURRENT = (6, 12, 18, 24)
READ_ONLY = "wa_id"
"""The number itself: shown among the settings, and never set."""
NOT_NOW = "The number is being moved. Try again in a few minutes."


async def show(call: Call) -> Reply:
    """GET /v1/settings/application: the document that the bridge keeps"""
    return done(call, {"settings": {"application": await call.line.settings()}})


async def change(call: Call) -> Reply:
    """PATCH /v1/settings/application: what is not known is kept all the same, for some clients set more"""
    refuse_while_moving(call)
    patch = {name: value for name, value in (await call.object()).items() if name != READ_ONLY}
    await _merge(call, patch)
    await _settle(call)
    return done(call)


async def reset(call: Call) -> Reply:
    """DELETE /v1/settings/application: the defaults again"""
    refuse_while_moving(call)
    own = (await call.line.settings()).get(READ_ONLY)
    await call.line.change_settings({READ_ONLY: own} if own else None)
    await _settle(call)
    return done(call)


async def set_webhook(call: Call) -> Reply:
    """POST /v1/configs/webhook: how some providers set the same address"""
    refuse_while_moving(call)
    url = await call.text("url", 2048)
    await _merge(call, {"webhooks": {"url": url}})
    return done(call, {"url": url})


def refuse_while_moving(call: Call) -> None:
    """1011 while traffic is held: what is written now would have to be written on both sides."""
    if call.mode is Mode.HOLD:
        raise Refused(1011, NOT_NOW)


async def _merge(call: Call, patch: JsonObject) -> None:
    _check(patch)
    settings = copy.deepcopy(await call.line.fresh_settings())
    merge(settings, patch)
    if is_too_large(settings):
        raise Refused(1009, "These are more settings than are kept")
    await call.line.change_settings(settings)


async def _settle(call: Call) -> None:
    """What Cloud API has to know of the settings; housekeeping tries again what does not succeed."""
    if call.mode is Mode.CLOUD:
        await settle_check(call.line)


def _check(patch: JsonObject) -> None:
    webhooks: Any = patch.get("webhooks", {})
    if not isinstance(webhooks, dict):
        raise invalid("webhooks", "an object")
    url = webhooks.get("url")
    if url and not _acceptable(url):
        raise invalid("webhooks.url", "an https:// address")
    most = webhooks.get("max_concurrent_requests", 6)
    if str(most) not in map(str, CONCURRENT):
        raise invalid("webhooks.max_concurrent_requests", "6, 12, 18 or 24")


def _acceptable(url: object) -> bool:
    """HTTPS, as On-Premises wants it; plain HTTP on this machine, as rehearsals need it."""
    if not isinstance(url, str) or not url.isprintable() or not url.isascii() or len(url) > 2048:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    loopback = host in ("localhost", "127.0.0.1", "::1")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and loopback))
