"""What one On-Premises deployment keeps: users, settings, profile, media, queues."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.spec import NumberSpec

if TYPE_CHECKING:
    from wamigrate.sim.network import Outgoing

__all__ = ["Deployment", "MediaFile", "User", "default_settings", "deployment"]

CLIENT_LIFE = 180 * 86400.0
HISTORY = 7 * 86400.0


@dataclass(slots=True)
class User:
    """A local user; `tokens` maps each bearer token to the time it ends."""

    name: str
    password: str
    admin: bool = False
    tokens: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class MediaFile:
    """Bytes on the media volume."""

    content: bytes
    mime_type: str


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
    providers: dict[str, JsonObject] = field(default_factory=dict)
    media: dict[str, MediaFile] = field(default_factory=dict)
    received: dict[str, bool] = field(default_factory=dict)
    pending: dict[str, Outgoing] = field(default_factory=dict)
    callbacks: dict[tuple[str, str], int] = field(default_factory=dict)
    endpoints: dict[tuple[str, str], int] = field(default_factory=dict)

    def node_names(self) -> list[tuple[str, str]]:
        """(`host:container`, role) of every node; empty for a single instance."""
        if self.topology == "single":
            return []
        cores = 2 if self.topology == "ha" else self.shards + 1
        nodes = [("master1", "primary_master"), ("master2", "secondary_master")]
        nodes += [(f"wacore{n}", "coreapp") for n in range(1, cores + 1)]
        return [(f"{host}:{_container(self.name, host)}", role) for host, role in nodes]


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


def default_settings(wa_id: str, webhook_url: str) -> JsonObject:
    """`settings.application` of a fresh deployment."""
    return {
        "callback_backoff_delay_ms": 3000,
        "callback_persist": True,
        "garbagecollector_enable": {"media": False, "messages": True},
        "heartbeat_interval": 5,
        "max_callback_backoff_delay_ms": 900000,
        "media": {"auto_download": ["image", "video", "voice", "sticker", "audio", "document"]},
        "notify_user_change_number": True,
        "pass_through": False,
        "sent_status": False,
        "show_security_notifications": False,
        "unhealthy_interval": 30,
        "wa_id": wa_id,
        "webhooks": {
            "url": webhook_url,
            "max_concurrent_requests": 6,
            "message": {"sent": False, "delivered": True, "read": True},
        },
        "verbose_logging": False,
        "log_level": "info",
    }
