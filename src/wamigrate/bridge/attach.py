"""Puts the bridge between a deployment and its webhooks, and takes it away again.

The deployment's `webhooks.url` becomes the bridge's; the application's own is remembered first, so that at no
moment both are lost. Only a number that is attached can be held: there is one consumer, with one set of IDs.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass

from wamigrate.bridge.provider_links import PROVIDER
from wamigrate.bridge.surface import settings_document
from wamigrate.clients.onprem import OnPremClient
from wamigrate.config import Number, Settings
from wamigrate.core.payload import dig
from wamigrate.errors import ConfigError, OnPremError, UsageError
from wamigrate.store import bridges, routes
from wamigrate.store.database import Database
from wamigrate.store.memory import Memory
from wamigrate.store.routes import RouteState

__all__ = ["Attached", "attach", "bridge_url", "callback_address", "detach"]


@dataclass(frozen=True, slots=True)
class Attached:
    """Where callbacks go, and where from there. `changed`: it was not so before."""

    url: str
    application_url: str | None
    changed: bool


async def bridge_url(db: Database, settings: Settings) -> str:
    """The address at which On-Premises reaches the bridge; UsageError where there is none."""
    if settings.bridge.public_url:
        return settings.bridge.public_url.rstrip("/")
    alive = await db.read(bridges.live)
    url = next((bridge.url for bridge in alive if bridge.url), None)
    if url is None:
        raise UsageError(
            "No bridge runs, and [bridge] public_url is not set.",
            hint="Start one with: wamigrate bridge",
        )
    return url


def callback_address(url: str, name: str) -> str:
    """What the deployment of that number calls."""
    return f"{url}/{name}/webhooks/onprem"


async def attach(db: Database, memory: Memory, onprem: OnPremClient, number: Number, url: str) -> Attached:
    """The deployment calls the bridge from now on. Doing it again changes nothing."""
    address = callback_address(url, number.name)
    found = await onprem.application_settings()
    current = dig(found, "webhooks", "url") or None
    changed = current != address
    document = await settings_document.load(memory, number.phone_number_id)
    kept = dig(document, "webhooks", "url")
    learned = copy.deepcopy(found)
    if changed:
        learned.setdefault("webhooks", {})["url"] = current or ""
    else:
        learned.get("webhooks", {}).pop("url", None)
    settings_document.merge(document, learned)
    await settings_document.store(memory, number.phone_number_id, document)
    await _learn_providers(memory, onprem, number)
    if changed:
        await onprem.update_application_settings({"webhooks": {"url": address}})
    await db.run(lambda conn: routes.attach(conn, number.phone_number_id, time.time()))
    return Attached(address, current if changed else kept, changed)


async def _learn_providers(memory: Memory, onprem: OnPremClient, number: Number) -> None:
    """Those that were set before the bridge was there to see it. A deployment without the call has none."""
    try:
        providers = await onprem.media_providers()
    except OnPremError:
        return
    for provider in providers:
        if isinstance(provider.get("name"), str):
            await memory.put(number.phone_number_id, PROVIDER, provider["name"], provider)


async def detach(db: Database, memory: Memory, onprem: OnPremClient | None, number: Number) -> str | None:
    """The deployment calls the application again, at the address that is returned; None where it had none."""
    route = await db.read(lambda conn: routes.known(conn, number.phone_number_id))
    if route is None or not route.bridged:
        raise UsageError(f"No bridge stands in front of '{number.name}'.", hint="See: wamigrate status")
    if route.state is not RouteState.ONPREM:
        raise UsageError(
            f"'{number.name}' is {route.state}: without the bridge its applications would be cut off.",
            hint="Only a number on On-Premises can do without its bridge.",
        )
    if onprem is None:
        raise ConfigError("The deployment cannot be told.", hint="Give onprem.url and onprem.password.")
    document = await settings_document.load(memory, number.phone_number_id)
    url = dig(document, "webhooks", "url") or number.callback_url or ""
    await onprem.update_application_settings({"webhooks": {"url": url}})
    await db.run(lambda conn: routes.detach(conn, number.phone_number_id))
    return url or None
