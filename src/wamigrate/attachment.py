"""Puts the bridge between a deployment and its webhooks, and takes it away again.

The deployment's `webhooks.url` becomes the bridge's; the application's own is remembered first, so that at no
moment both are lost. Only a number that is attached can be held: there is one consumer, with one set of IDs.
`bridge attach` does it for a person, the step `attach_bridge` for a migration.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection

from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Answer, Request, Transport, is_loopback
from wamigrate.config import Number, Settings
from wamigrate.core.payload import NOT_JSON, JsonObject, dig
from wamigrate.errors import ApiError, MaybeSent, NotSent, OnPremError, TransportError, UsageError
from wamigrate.store import bridges, routes, settings_document
from wamigrate.store.bridges import Bridge
from wamigrate.store.memory import PROVIDER, Memory
from wamigrate.store.routes import RouteState

__all__ = [
    "CALLBACK",
    "Attached",
    "Attachment",
    "CallbackKey",
    "bridge_address",
    "callback_address",
    "callback_key",
    "candidates",
]

CALLBACK = "/webhooks/onprem"
"""Below a number's name: where the bridge takes its deployment's callbacks."""
KIND, NAME, KEY = "attachment", "onprem", "key"
GUARDED = frozenset({401, 403})
"""Somebody lets only the deployments call that address, as the docs advise."""


@dataclass(frozen=True, slots=True)
class Attached:
    """Where callbacks go (without the key), and where from there. `changed`: it was not so before."""

    url: str
    application_url: str | None
    changed: bool


@dataclass(frozen=True, slots=True, repr=False)
class CallbackKey:
    """Stands behind the callback address, so that nobody else can call it. `told`: the deployment has it."""

    value: str
    told: bool


async def callback_key(memory: Memory, phone_number_id: str) -> CallbackKey | None:
    """The key of a number's deployment; None where it was attached without one, or not at all."""
    found = await memory.get(phone_number_id, KIND, KEY)
    return CallbackKey(found["key"], found["told"]) if found is not None else None


def callback_address(url: str, name: str) -> str:
    """What the deployment of that number calls, where the bridge is reached at `url`."""
    return f"{url.rstrip('/')}/{name}{CALLBACK}"


def candidates(conn: Connection, number: Number) -> Sequence[Bridge]:
    """The living bridge processes that `migrate` may put in front of the number; none if it is left out."""
    return bridges.live(conn) if number.behind_bridge else ()


async def bridge_address(
    living: Sequence[Bridge], settings: Settings, number: Number, transport: Transport
) -> str | None:
    """The address for the deployment's `webhooks.url`; None where no bridge lives.

    UsageError where one lives that cannot stand in front of this number. Changes nothing.
    """
    given = settings.bridge.public_url
    urls = [given] if given else list(dict.fromkeys(bridge.url for bridge in living if bridge.url))
    trouble: UsageError | None = None
    for url in urls if living else []:
        try:
            _refuse_unreachable(url, number)
            return await _serving(settings, number, transport, url)
        except UsageError as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return None


def _refuse_unreachable(url: str, number: Number) -> None:
    """What can be known without asking: On-Premises wants HTTPS, and loopback is another machine's there."""
    place, deployment = urlsplit(url), urlsplit(number.onprem.url if number.onprem else "")
    if not is_loopback(place.hostname or ""):
        if place.scheme != "https":
            raise UsageError(
                f"On-Premises calls only https addresses; the bridge's is {url}.",
                hint="Give it a certificate ([bridge] tls_cert), or name a proxy that has one as public_url.",
            )
    elif not is_loopback(deployment.hostname or ""):
        raise UsageError(
            f"The deployment of '{number.name}' cannot call {url}: that address is this machine's own.",
            hint="Set [bridge] public_url to the address at which On-Premises reaches the bridge.",
        )


async def _serving(settings: Settings, number: Number, transport: Transport, url: str) -> str:
    """The callback address, looked at from here; UsageError where no bridge answers for this number there."""
    address = callback_address(url, number.name)
    if settings.graph.proxy and is_loopback(urlsplit(url).hostname or ""):
        return address  # the proxy's own loopback is not ours
    try:
        answer = await transport.send(Request("GET", address, limit=settings.timing.call_limit))
    except TransportError as error:
        raise UsageError(
            f"The bridge cannot be reached at {address}: {error.message}",
            hint="On-Premises must reach it there. See [bridge] public_url, or leave this number out with "
            "behind_bridge = false.",
        ) from error
    if answer.status in GUARDED or _number_of(answer) == number.phone_number_id:
        return address
    raise UsageError(
        f"What answers at {address} ({answer.status}) is no bridge that serves '{number.name}'.",
        hint="Start the bridge anew with the number in its wamigrate.toml, correct [bridge] public_url, "
        "or leave this number out with behind_bridge = false.",
    )


def _number_of(answer: Answer) -> str | None:
    try:
        found = dig(msgspec.json.decode(answer.body), "phone_number_id")
    except NOT_JSON:
        return None
    return str(found) if answer.status == 200 else None


class Attachment:
    """Whether the bridge stands in front of one number's deployment, and the way there and back."""

    def __init__(self, memory: Memory, onprem: OnPremClient, number: Number) -> None:
        self._memory = memory
        self._db = memory.db
        self._onprem = onprem
        self._number = number
        self._id = number.phone_number_id

    async def owner(self) -> str | None:
        """The migration that attached the number; None where a person did, or nobody."""
        found = await self._memory.get(self._id, KIND, NAME)
        by = dig(found, "by")
        return by if isinstance(by, str) else None

    async def attach(self, address: str, *, by: str | None = None) -> Attached:
        """The deployment calls that address from now on. Doing it again changes nothing.

        What is remembered and marked comes before the effect, so that it can be taken back after a crash.
        """
        found = await self._onprem.application_settings()
        current = str(dig(found, "webhooks", "url") or "")
        key = await self._callback_key()
        called = f"{address}/{key.value}"
        changed = current != called
        route = await self._db.read(lambda conn: routes.known(conn, self._id))
        first = route is None or not route.bridged
        ours = callback_address("", self._number.name) in current
        await self._learn_providers()
        url = await self._remember(found, keep_url=not changed or (ours and not first))
        if by is None or (first and changed):
            await self._memory.put(self._id, KIND, NAME, {"by": by})
        await self._db.run(lambda conn: routes.attach(conn, self._id, self._memory.now()))
        if changed:
            await self._point_to(called, undo=first)
        if not key.told:
            await self._memory.put(self._id, KIND, KEY, {"key": key.value, "told": True})
        return Attached(address, url, changed)

    async def _callback_key(self) -> CallbackKey:
        """Kept before the deployment is told it, and the same for whoever goes on after a crash."""
        key = await callback_key(self._memory, self._id)
        if key is None:
            key = CallbackKey(secrets.token_urlsafe(18), told=False)
            await self._memory.put(self._id, KIND, KEY, {"key": key.value, "told": False})
        return key

    async def _remember(self, found: JsonObject, *, keep_url: bool) -> str | None:
        """Learn the deployment's settings; the application's address.

        `keep_url`: the address in them is a bridge's, and the application's is known from before.
        """
        document = await settings_document.load(self._memory, self._id)
        url = dig(found, "webhooks", "url")
        settings_document.merge(document, settings_document.without_url(found))
        if not keep_url:
            document["webhooks"]["url"] = url or ""
            if not url and self._number.callback_url:
                del document["webhooks"]["url"]  # nobody said: events go to callback_url
        await settings_document.store(self._memory, self._id, document)
        return dig(document, "webhooks", "url") or None

    async def _learn_providers(self) -> None:
        """Those that were set before the bridge could see it. A deployment without the call has none."""
        try:
            providers = await self._onprem.media_providers()
        except OnPremError:
            return
        for provider in providers:
            if isinstance(provider.get("name"), str):
                await self._memory.put(self._id, PROVIDER, provider["name"], provider)

    async def _point_to(self, address: str, *, undo: bool) -> None:
        try:
            await self._onprem.update_application_settings({"webhooks": {"url": address}})
        except (ApiError, NotSent):
            if undo:
                await self._forget()
            raise
        except MaybeSent:
            if dig(await self._onprem.application_settings(), "webhooks", "url") != address:
                raise

    async def detach(self) -> str | None:
        """The deployment calls the application again, at the address that is returned; None: it had none."""
        route = await self._db.read(lambda conn: routes.known(conn, self._id))
        if route is None or not route.bridged:
            raise UsageError(
                f"No bridge stands in front of '{self._number.name}'.", hint="See: wamigrate status"
            )
        if route.state is not RouteState.ONPREM:
            raise UsageError(
                f"'{self._number.name}' is {route.state}: without the bridge its applications are cut off.",
                hint="Only a number on On-Premises can do without its bridge.",
            )
        return await self._take_away()

    async def restore(self, by: str) -> bool:
        """Take back what that migration attached; False where it attached nothing."""
        if await self.owner() != by:
            return False
        await self._take_away()
        return True

    async def _take_away(self) -> str | None:
        document = await settings_document.load(self._memory, self._id)
        url = dig(document, "webhooks", "url")
        if not isinstance(url, str):
            known = await self._memory.get(self._id, KIND, NAME)
            url = "" if known is not None else self._number.callback_url or ""
        await self._onprem.update_application_settings({"webhooks": {"url": url}})
        await self._forget()
        return url or None

    async def _forget(self) -> None:
        await self._db.run(lambda conn: routes.detach(conn, self._id))
        for name in (NAME, KEY):
            await self._memory.forget(self._id, KIND, name)
