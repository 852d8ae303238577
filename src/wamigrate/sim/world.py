"""The world: everything both simulators know, in one place and one process."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import Any, Protocol, cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim import blob, ids
from wamigrate.sim.clock import WorldClock
from wamigrate.sim.cloud.events import CloudEvents
from wamigrate.sim.cloud.state import App, Token, Waba
from wamigrate.sim.default_world import completed, default_spec
from wamigrate.sim.faults import FaultBoard
from wamigrate.sim.network import Network
from wamigrate.sim.number import PhoneNumber, Side, phone_number
from wamigrate.sim.onprem.callbacks import OnPremCallbacks
from wamigrate.sim.onprem.state import deployment
from wamigrate.sim.record import RequestLog
from wamigrate.sim.spec import Options, TokenSpec, WorldSpec
from wamigrate.sim.webhooks import Poster

__all__ = ["Node", "World", "cloud_profile"]

GOOD_GATEWAYS = ("connected", "connecting")
STORED_BACKUP_PASSWORD = "correct-horse-battery-1"  # noqa: S105 - shown in the ready line on purpose


class Node(Protocol):
    """Whatever Graph finds under an id."""

    id: str


class World:
    """One world, built from a spec and put back to it by `reset`."""

    def __init__(self, spec: WorldSpec | None = None, clock: WorldClock | None = None) -> None:
        self.spec = completed(spec) if spec else default_spec()
        self.clock = clock or WorldClock()
        self.faults = FaultBoard()
        self.log = RequestLog()
        self.graph_url = ""
        self.poster = Poster(self.clock, self.spec.options.webhook_ca_file)
        self._key = secrets.token_bytes(32)
        self._identities = {n.name: secrets.token_hex(16) for n in self.spec.number}
        self._fill()
        self.stored_backups = {
            n.name: self._stored_backup(n) for n in self.numbers.values() if n.deployment.gone
        }

    def reset(self) -> None:
        """Back to the beginning, with the ids and secrets of the ready line."""
        self.onprem_callbacks.close()
        self.cloud_events.close()
        self.clock.clear()
        self.faults.clear()
        self.log.clear()
        self.poster.attempts.clear()
        self._fill()

    def _fill(self) -> None:
        now = self.clock.now()
        self.options: Options = self.spec.options
        self.nodes: dict[str, Node] = {}
        self.tokens: dict[str, Token] = {}
        self.numbers: dict[str, PhoneNumber] = {}
        self.network = Network(self)
        self.onprem_callbacks = OnPremCallbacks(self)
        self.cloud_events = CloudEvents(self)
        for app in self.spec.app:
            self.add(App.of(app, self.poster.sink))
            self.tokens[app.token] = Token(app.token, app.id, tuple(app.scopes), issued_at=now - 86400.0)
        for token in self.spec.token:
            self.tokens[token.value] = _token(token, token.app or self.spec.app[0].id, now)
        for waba_spec in self.spec.waba:
            waba = Waba.of(waba_spec)
            self.add(waba)
            self.add(waba.business)
            for template in waba.templates.values():
                self.add(template)
        for spec in self.spec.number:
            owner = cast("Waba", self.nodes[spec.waba or ""])
            place = deployment(spec, now, f"{self.poster.sink}/sink/{spec.name}")
            number = phone_number(spec, owner, place, now, self._identities[spec.name])
            number.profile = cloud_profile(place.profile, place.about)
            self.numbers[spec.name] = number
            self.add(number)

    def keys(self) -> JsonObject:
        """What no spec names: the key of the backups, the identities of the numbers, the stored backups."""
        return {
            "backup_key": self._key.hex(),
            "identities": dict(self._identities),
            "stored_backups": dict(self.stored_backups),
        }

    def check_keys(self, keys: JsonObject) -> None:
        """ValueError if `restore` could not use them."""
        key, identities, backups = (keys[k] for k in ("backup_key", "identities", "stored_backups"))
        if len(bytes.fromhex(key)) != 32 or not isinstance(identities, dict) or not isinstance(backups, dict):
            raise ValueError("keys")

    def restore(
        self, spec: WorldSpec, keys: JsonObject, parts: JsonObject, now: float, *, frozen: bool
    ) -> None:
        """Be the world that was saved; everything was checked before."""
        self.spec = spec
        self._key = bytes.fromhex(keys["backup_key"])
        self._identities, self.stored_backups = keys["identities"], keys["stored_backups"]
        self.reset()
        self.nodes, self.tokens, self.numbers = parts["nodes"], parts["tokens"], parts["numbers"]
        self.network.customers, self.network.left = parts["customers"], parts["left"]
        self.faults.restore(parts["faults"])
        self.clock.set(now, frozen=frozen)
        self.nudge()

    def add(self, node: Node) -> None:
        """Make a node reachable by its id."""
        self.nodes[node.id] = node

    @property
    def app(self) -> App:
        """The first app of the world."""
        return cast("App", self.nodes[self.spec.app[0].id])

    def gateway(self, number: PhoneNumber) -> str:
        """What the deployment says of its connection."""
        place = number.deployment
        if self.faults:
            fault = self.faults.peek("gateway", number.name)
            if fault is not None:
                return str(fault.value or "disconnected")
            if self.faults.peek("client_expired", number.name):
                return "disconnected"
        if place.restarting_until > self.clock.now():
            return "uninitialized"
        if place.gateway == "connected" and self.clock.now() > place.expires_at:
            return "disconnected"
        return place.gateway

    def side(self, number: PhoneNumber) -> Side:
        """Where the number is really connected at this moment."""
        if number.side is Side.ONPREM and self.gateway(number) not in GOOD_GATEWAYS:
            return Side.NONE
        return number.side

    def onprem_flows(self, number: PhoneNumber) -> bool:
        """Whether pending On-Premises messages go out."""
        if self.side(number) is not Side.ONPREM:
            return False
        return not (self.faults and self.faults.peek("stuck_queue", number.name))

    async def sleep(self, seconds: float) -> None:
        """Wait in real time: how long a call takes does not depend on the clock of the world."""
        await asyncio.sleep(seconds)

    def nudge(self) -> None:
        """Something that held traffic may be over: look again."""
        for number in self.numbers.values():
            self.network.release(number)
        self.onprem_callbacks.pump()

    def make_backup(self, number: PhoneNumber, password: str) -> str:
        """Backup metadata of a number as it is now."""
        place = number.deployment
        content = {
            "phone": number.phone,
            "identity": number.identity,
            "oba": number.is_oba,
            "about": place.about,
            "profile": place.profile,
            "settings": place.settings,
            "providers": place.providers,
        }
        return blob.make(content, password, self._key)

    def read_backup(self, number: PhoneNumber, data: str, password: str) -> blob.Blob:
        """What a backup says, judged for this number."""
        verdict, content = blob.read(data, password, self._key)
        if verdict is blob.Verdict.GOOD and content["phone"] != number.phone:
            return blob.Verdict.OTHER_NUMBER, {}
        if verdict is blob.Verdict.GOOD and content["identity"] != number.identity:
            return blob.Verdict.ALTERED, {}
        return verdict, content

    def new_identity(self) -> str:
        """Keys of a new registration: earlier backups no longer fit."""
        return secrets.token_hex(16)

    def _stored_backup(self, number: PhoneNumber) -> JsonObject:
        data = self.make_backup(number, STORED_BACKUP_PASSWORD)
        sha256 = hashlib.sha256(data.encode()).hexdigest()
        return {"data": data, "password": STORED_BACKUP_PASSWORD, "sha256": sha256}

    def find_number(self, name: str) -> PhoneNumber | None:
        """By its name, its digits or its phone number id."""
        found = self.numbers.get(name)
        if found is None:
            node = self.nodes.get(name)
            found = node if isinstance(node, PhoneNumber) else None
        if found is None:
            plain = ids.digits(name)
            found = next((n for n in self.numbers.values() if plain and n.phone == plain), None)
        return found


def _token(spec: TokenSpec, app_id: str, now: float) -> Token:
    ends = now + spec.expires_after if spec.expires_after else 0.0
    return Token(
        spec.value,
        app_id,
        spec.scopes,
        kind=spec.type,
        issued_at=now - 86400.0,
        expires_at=ends,
        valid=spec.valid,
        waba_ids=tuple(spec.waba),
    )


VERTICALS = {
    "Automotive": "AUTO",
    "Beauty, Spa and Salon": "BEAUTY",
    "Clothing and Apparel": "APPAREL",
    "Education": "EDU",
    "Entertainment": "ENTERTAIN",
    "Event Planning and Service": "EVENT_PLAN",
    "Finance and Banking": "FINANCE",
    "Food and Grocery": "GROCERY",
    "Public Service": "GOVT",
    "Hotel and Lodging": "HOTEL",
    "Medical and Health": "HEALTH",
    "Non-profit": "NONPROFIT",
    "Professional Services": "PROF_SERVICES",
    "Shopping and Retail": "RETAIL",
    "Travel and Transportation": "TRAVEL",
    "Restaurant": "RESTAURANT",
    "Other": "OTHER",
}


def cloud_profile(profile: dict[str, Any], about: str) -> JsonObject:
    """The On-Premises business profile in Graph's words."""
    found = {k: v for k, v in profile.items() if v}
    if "vertical" in found:
        found["vertical"] = VERTICALS.get(str(found["vertical"]), "OTHER")
    if about:
        found["about"] = about
    return found
