"""What one On-Premises deployment keeps: users, settings, profile, media, queues."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.onprem.settings import default_settings
from wamigrate.sim.spec import NumberSpec

if TYPE_CHECKING:
    from wamigrate.sim.network import Outgoing

__all__ = [
    "Deployment",
    "Group",
    "MediaFile",
    "Received",
    "Sticker",
    "StickerPack",
    "User",
    "deployment",
    "version_of",
]

CLIENT_LIFE = 180 * 86400.0
HISTORY = 7 * 86400.0
KEPT = 100_000


@dataclass(slots=True)
class User:
    """A local user; `tokens` maps each bearer token to the time it ends."""

    name: str
    password: str
    admin: bool = False
    tokens: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class MediaFile:
    """Bytes on the media volume; `used_at` keeps the garbage collection away for 30 days."""

    content: bytes
    mime_type: str
    used_at: float = 0.0


@dataclass(slots=True)
class Received:
    """An inbound message in the local database."""

    at: float
    read: bool = False


@dataclass(slots=True)
class Group:
    """A group of the withdrawn group API."""

    id: str
    subject: str
    created_at: int
    creator: str
    invite: str
    admins: list[str]
    participants: list[str]
    icon: MediaFile | None = None


@dataclass(slots=True)
class Sticker:
    """One sticker: its media and what it stands for."""

    media_id: str
    emojis: list[str]


@dataclass(slots=True)
class StickerPack:
    """A sticker pack; an index is never given twice."""

    about: JsonObject
    stickers: dict[int, Sticker] = field(default_factory=dict)
    next_index: int = 0


@dataclass(slots=True)
class Deployment:
    """The containers of one number."""

    name: str
    phone: str
    api_key: str
    settings: JsonObject
    users: dict[str, User]
    about: str
    profile: JsonObject
    version: str
    topology: str
    shards: int
    started_at: float
    expires_at: float
    gateway: str = "connected"
    gone: bool = False
    first_password: bool = False
    restarting_until: float = 0.0
    photo: MediaFile | None = None
    photo_key: str = ""
    compliance: JsonObject = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    providers: dict[str, JsonObject] = field(default_factory=dict)
    media: dict[str, MediaFile] = field(default_factory=dict)
    stickerpacks: dict[str, StickerPack] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    checked: dict[str, float] = field(default_factory=dict)
    """Contacts and when they were last looked up."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Customers and the hash of the keys that were trusted last."""
    received: dict[str, Received] = field(default_factory=dict)
    pending: dict[str, Outgoing] = field(default_factory=dict)
    callbacks: dict[tuple[str, str], int] = field(default_factory=dict)
    endpoints: dict[tuple[str, str], int] = field(default_factory=dict)
    duration_ms: float = 0.0
    rates: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def release(self) -> tuple[int, ...]:
        """The client's version, to compare with the one that brought a behaviour."""
        return version_of(self.version)

    def remember(self, message_id: str, now: float) -> None:
        """Keep an inbound message, so that it can be marked as read; the oldest make room."""
        self.received[message_id] = Received(now)
        if len(self.received) > KEPT:
            del self.received[next(iter(self.received))]

    def node_names(self) -> list[tuple[str, str]]:
        """(`host:container`, role) of every node; empty for a single instance."""
        if self.topology == "single":
            return []
        cores = 2 if self.topology == "ha" else self.shards + 1
        nodes = [("master1", "primary_master"), ("master2", "secondary_master")]
        nodes += [(f"wacore{n}", "coreapp") for n in range(1, cores + 1)]
        return [(f"{host}:{_container(self.name, host)}", role) for host, role in nodes]


def version_of(text: str) -> tuple[int, ...]:
    """2.61.1 as (2, 61, 1)."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", text)[:3])


def _container(name: str, host: str) -> str:
    return hashlib.sha256(f"{name} {host}".encode()).hexdigest()[:12]


def deployment(spec: NumberSpec, now: float, callback_url: str) -> Deployment:
    """The deployment that a number starts with."""
    gateway = "disconnected" if spec.side == "cloud" or spec.onprem != "connected" else "connected"
    expired = spec.onprem in ("expired", "gone")
    return Deployment(
        name=spec.name,
        phone=ids.digits(spec.phone),
        api_key=spec.api_key or "",
        settings=default_settings(ids.digits(spec.wa_id or spec.phone), spec.callback_url or callback_url),
        users={spec.username: User(spec.username, spec.password or "", admin=True)},
        about=spec.about,
        profile=dict(spec.profile),
        version=spec.client_version,
        topology=spec.topology,
        shards=spec.shards,
        started_at=now - HISTORY,
        expires_at=now - 86400.0 if expired else now + CLIENT_LIFE,
        gateway="unregistered" if spec.onprem == "unregistered" else gateway,
        gone=spec.onprem == "gone",
        first_password=spec.first_password,
    )
