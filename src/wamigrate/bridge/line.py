"""What the bridge holds of one number while it runs: who may call, and how both APIs are reached."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wamigrate.bridge.budgets import Budgets
from wamigrate.bridge.callback_key import CallbackKeys
from wamigrate.bridge.callers import Callers
from wamigrate.bridge.files import Files
from wamigrate.bridge.hooks import Hook
from wamigrate.bridge.identities import Identities
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.provider_links import ProviderLinks
from wamigrate.bridge.relay import Deployment
from wamigrate.bridge.seams import Notice
from wamigrate.bridge.shadow import Shadow
from wamigrate.bridge.user_ids import Users
from wamigrate.bridge.witness import Witness
from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.sender import Endpoint
from wamigrate.config import Number
from wamigrate.core.payload import JsonObject, dig
from wamigrate.differences.facts import Facts, Template
from wamigrate.errors import StoreError
from wamigrate.store import settings_document
from wamigrate.store.hot import events, held
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.memory import Memory

__all__ = ["WA_ID", "Line", "Waiting"]

WA_ID = "wa_id"
"""Kind under which it is remembered that WhatsApp spells a number in another way."""
BELIEVED = 2.0
BURST = 1.0
"""Seconds' worth of messages that may go at once."""
MOST_SPELLINGS = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a number."""

    messages: int
    callbacks: int


@dataclass(slots=True)
class Line:
    """One number. `index` is its place in the configuration, which its budget is counted by."""

    number: Number
    index: int
    plane: Plane
    callers: Callers
    deployment: Deployment | None
    onprem: OnPremClient | None
    cloud: CloudClient
    files: Files
    hook: Hook
    endpoint: Endpoint
    budgets: Budgets
    shadow: Shadow
    meta: JsonObject
    facts: Facts
    ca_pem: bytes | None = None
    answered: int = 0
    gateway: tuple[float, str] | None = None
    phone: str = ""
    spellings: dict[str, str] = field(default_factory=dict)
    """Learned, and not written yet."""
    checks_keys: bool | None = None
    """Whether Cloud API was told to look at identity keys; None until this process knows."""
    check_again_at: float = 0.0
    identities: Identities = field(init=False)
    users: Users = field(init=False)
    links: ProviderLinks = field(init=False)
    callback_keys: CallbackKeys = field(init=False)
    doubts_templates: bool = False
    """A send met a template that may be another one by now."""
    _settings: tuple[float, JsonObject] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.identities = Identities(self.memory, self.id, self.spelled)
        self.users = Users(self.plane.hot, self.id)
        self.callback_keys = CallbackKeys(self.memory, self.id)
        patience = self.plane.routes.relay_limit / 2
        self.links = ProviderLinks(self.files, self.memory, self.id, patience=patience)

    @property
    def name(self) -> str:
        return self.number.name

    @property
    def id(self) -> str:
        """Meta's id of the phone number."""
        return self.number.phone_number_id

    @property
    def memory(self) -> Memory:
        return self.plane.memory

    def take_turn(self) -> bool:
        """Whether a message of this number may go to Cloud API now, as far as its rate is concerned."""
        rate = self.number.message_rate
        return self.budgets.take(self.index, rate, max(rate * BURST, 1.0))

    @property
    def witness(self) -> Witness:
        return self.plane.attendance.witness

    @property
    def attached(self) -> bool:
        """Whether the deployment calls the bridge instead of the application."""
        route = self.plane.routes.route(self.id)
        return route is not None and route.bridged

    async def settings(self) -> JsonObject:
        """The application settings as the application sees them; may be two seconds old."""
        now = time.monotonic()
        if self._settings is None or now - self._settings[0] > BELIEVED:
            try:
                found = await settings_document.load(self.memory, self.id)
            except StoreError:
                if self._settings is None:
                    raise
                found = self._settings[1]
            self._settings = (now, found)
            self.identities.wanted = found.get("show_security_notifications") is True
        return self._settings[1]

    async def fresh_settings(self) -> JsonObject:
        """The same, read now: what is changed must not be out of date, or another's change is undone."""
        self._settings = None
        return await self.settings()

    def learn_spelling(self, to: str, wa_id: str) -> None:
        """WhatsApp writes this number in another way; it is written down with the next of its kind."""
        if to.lstrip("+") == wa_id:
            return
        digits = "".join(c for c in to if c.isdigit())
        if digits != wa_id and len(self.spellings) < MOST_SPELLINGS:
            self.spellings[digits] = wa_id

    def know_templates(self, templates: Mapping[tuple[str, str], Template]) -> None:
        """What the number's account has now."""
        self.facts = self.shadow.facts = replace(self.facts, templates=templates)

    async def spelled(self, digits: str) -> str:
        """How WhatsApp writes this number, as far as answers have told."""
        known = self.spellings.get(digits)
        if known is not None:
            return known
        kept = await self.memory.get(self.id, WA_ID, digits)
        return str(kept["wa_id"]) if kept is not None else digits

    async def tell(self, customer: str, notice: Notice) -> None:
        """An event of the bridge's own, delivered to the application in its turn."""
        sealed = self.plane.sealer.seal(notice.body, "event", self.id)
        now = self.plane.clock.now().timestamp()
        await self.plane.hot.run(events.append, NewEvent(self.id, customer, notice.kind, sealed, now))

    @property
    def width(self) -> int:
        """How many callbacks the application takes at once, as far as is known by now."""
        document = self._settings[1] if self._settings is not None else {}
        most = str(dig(document, "webhooks", "max_concurrent_requests", default=6))
        return int(most) if most in ("6", "12", "18", "24") else 6

    async def change_settings(self, document: JsonObject | None) -> None:
        """Keeps the document in place of the one before; None puts the defaults back."""
        await settings_document.store(self.memory, self.id, document)
        self._settings = None

    async def callback_url(self) -> str | None:
        """Where the application wants its events; empty where it wants none, None where nobody ever said."""
        url = await self._callback_url()
        if not url:
            # Events without an address are dropped: that must not come from settings that are out of date.
            await self.fresh_settings()
            url = await self._callback_url()
        return url

    async def _callback_url(self) -> str | None:
        url = dig(await self.settings(), "webhooks", "url")
        return url if isinstance(url, str) else self.number.callback_url

    async def waiting(self) -> Waiting:
        messages, _ = await self.plane.hot.read(held.totals, self.id)
        callbacks, _ = await self.plane.hot.read(events.waiting, self.id)
        return Waiting(messages, callbacks)

    def external_ca(self) -> bytes | None:
        """The certificates that the bridge itself shows, where it speaks TLS."""
        return self.ca_pem
