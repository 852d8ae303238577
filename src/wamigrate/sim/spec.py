"""What a world starts with: plain data, from the default below or from a world file.

A spec is complete (every secret in it has a value), so that `POST /reset` brings back exactly the world of
the ready line.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wamigrate.sim.onprem.options import OnPremOptions
from wamigrate.sim.options import Options, Phone, Seconds

__all__ = [
    "AppSpec",
    "NumberSpec",
    "Options",
    "TemplateSpec",
    "TokenSpec",
    "WabaSpec",
    "WorldSpec",
]

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Id = Annotated[str, Meta(pattern=r"^[0-9]{3,20}$")]
Pin = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Shards = Literal[1, 2, 4, 8, 16, 32]
OnPrem = Literal["connected", "disconnected", "expired", "gone", "unregistered"]
Topology = Literal["single", "ha", "multiconnect"]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the world file."""


class TemplateSpec(Table, frozen=True, kw_only=True):
    """A message template."""

    name: str
    """Name, in lower case with underscores."""
    language: str = "en_US"
    """Language code."""
    category: Literal["AUTHENTICATION", "MARKETING", "UTILITY"] = "UTILITY"
    """What it is for."""
    status: str = "APPROVED"
    """APPROVED, PAUSED, REJECTED and so on."""
    header: str | None = None
    """Text of the header, or IMAGE, VIDEO, DOCUMENT, LOCATION."""
    body: str = "Hello"
    """Text, with variables as `{{1}}` or `{{name}}`."""
    footer: str | None = None
    """Text under the body."""
    buttons: list[dict[str, str]] = []
    """As in Graph: `{type = "QUICK_REPLY", text = "Yes"}`."""
    id: Id | None = None
    """Number of the template."""


class AppSpec(Table, frozen=True, kw_only=True):
    """A Meta app."""

    id: Id
    """Number of the app."""
    name: str = "Sim App"
    """Its name in Graph."""
    secret: str
    """Signs webhooks and makes the app token."""
    token: str
    """A system-user token of this app, for every WABA of the world."""
    scopes: tuple[str, ...] = (
        "whatsapp_business_management",
        "whatsapp_business_messaging",
        "public_profile",
    )
    """What its token may do."""
    live: bool = True
    """Live mode; an app in development gets no webhooks."""
    require_proof: bool = False
    """Calls need `appsecret_proof`."""
    callback_url: str | None = None
    """Where webhooks go; without one they go to the simulator's own `/sink/cloud`."""
    verify_token: str = "sim-verify-token"  # noqa: S105 - a default that the documentation shows
    """What the handshake with the webhook endpoint carries."""
    fields: tuple[str, ...] = (
        "account_alerts",
        "account_update",
        "message_template_status_update",
        "messages",
        "phone_number_quality_update",
        "security",
    )
    """Webhook fields that the app has ticked."""


class TokenSpec(Table, frozen=True, kw_only=True):
    """Another access token, beside the one that each app has."""

    value: str
    """The token itself."""
    app: Id | None = None
    """Id of its app; without one the first of the world."""
    type: Literal["SYSTEM_USER", "USER"] = "SYSTEM_USER"
    """What `debug_token` calls it."""
    scopes: tuple[str, ...] = (
        "whatsapp_business_management",
        "whatsapp_business_messaging",
        "public_profile",
    )
    """What it may do."""
    waba: list[Id] = []
    """WABAs it may touch; none named is every one."""
    expires_after: float = 0.0
    """Seconds from the start of the world until it expires; negative is expired, 0 is never."""
    valid: bool = True
    """A token that is not valid is answered as one that was revoked."""


class WabaSpec(Table, frozen=True, kw_only=True):
    """A WhatsApp Business Account."""

    id: Id
    """Number of the WABA."""
    name: str = "Sim Business"
    """Its name."""
    business_id: Id = "700000000000001"
    """Business portfolio that owns it."""
    account_review_status: str = "APPROVED"
    """What Meta made of it: APPROVED, PENDING, REJECTED."""
    business_verification_status: str = "verified"
    """In lower case, as Graph writes it; anything but `verified` limits messaging."""
    ownership_type: str = "SELF"
    """SELF, CLIENT_OWNED or ON_BEHALF_OF."""
    currency: str = "USD"
    """Three letters."""
    country: str | None = None
    """Two letters."""
    timezone_id: str = "1"
    """Meta's number of the time zone."""
    namespace: str = "a1b2c3d4_0000_1111_2222_333344445555"
    """Namespace of its templates."""
    subscribed: list[Id] = []
    """Ids of the apps that are subscribed from the start."""
    template: list[TemplateSpec] = []


class NumberSpec(Table, frozen=True, kw_only=True):
    """A business phone number with its On-Premises deployment."""

    name: Name
    """How the ready line, the control API and the paths of the deployment call it."""
    phone: Phone
    """The phone number, with its country code."""
    phone_number_id: Id | None = None
    """Its id in Graph."""
    waba: Id | None = None
    """Id of its WABA; without one the first of the world."""
    side: Literal["onprem", "cloud"] = "onprem"
    """Where it is connected at the start."""
    onprem: OnPrem = "connected"
    """State of the deployment; a number on Cloud is `disconnected` here."""
    pin: Pin | None = None
    """Two-step verification PIN; none means that it is off."""
    pin_told: bool = True
    """Whether the ready line names the PIN."""
    shards: Shards = 1
    """Shards of the deployment; 2 and more raise the throughput on Cloud API."""
    topology: Topology = "single"
    """Shape of the deployment, which its health shows."""
    verified_name: str = "Sim Business"
    """Display name."""
    name_status: str = "APPROVED"
    """What became of the display name: APPROVED, PENDING_REVIEW, DECLINED, EXPIRED, NONE."""
    new_name_status: str = "NONE"
    """The same of a name that was asked for later."""
    quality_rating: str = "GREEN"
    """GREEN, YELLOW, RED or UNKNOWN."""
    code_verification_status: Literal["VERIFIED", "NOT_VERIFIED", "EXPIRED"] = "EXPIRED"
    """Whether a code was verified within the last 14 days."""
    certificate: str | None = None
    """The display name certificate that Graph shows (base64)."""
    new_certificate: str | None = None
    """The same for a name that was asked for later."""
    account_mode: Literal["LIVE", "SANDBOX"] = "LIVE"
    """LIVE, or SANDBOX for a test number."""
    allowed_recipients: list[Phone] = []
    """Customers that a SANDBOX number may write to (131030); none named is everybody."""
    status: str | None = None
    """Overrides the phone number node's status, for instance FLAGGED."""
    messaging_limit_tier: str = "TIER_10K"
    """TIER_250 up to TIER_UNLIMITED."""
    oba: bool = False
    """Whether it is an Official Business Account."""
    about: str = "Available"
    """The line under the display name."""
    profile: dict[str, str | list[str]] = {}
    """The business profile in On-Premises words: address, description, email, vertical, websites."""
    wa_id: Phone | None = None
    """What On-Premises calls the number where that differs from Meta's spelling (Brazil, Mexico)."""
    username: str = "admin"
    """Name of the deployment's administrator."""
    password: str | None = None
    """Password of the administrator; without one a new one is made up."""
    api_key: str | None = None
    """Key for health and stats with `Authorization: Apikey`."""
    first_password: bool = False
    """The admin still has the first password, which must be changed at the first login."""
    callback_url: str | None = None
    """Where On-Premises callbacks go; without one they go to the simulator's own `/sink/NAME`."""
    client_version: str = "2.61.1"
    """Version of the On-Premises client."""
    register_seconds: Seconds = 0.3
    """How long `register` takes."""
    maintenance_seconds: Seconds = 60.0
    """How long 131057 lasts after `register` with 2 or more shards."""
    after_register: Literal["disconnected", "unregistered"] = "disconnected"
    """What the deployment's gateway says once the number has moved."""
    accepts_after_move: bool = True
    """The deployment still answers 201 to sends once the number has moved (they never go out)."""
    flushes_after_move: bool = True
    """The deployment goes on delivering its waiting callbacks once the number has moved."""
    backup_when_down: bool = False
    """A deployment without a connection still makes backups."""
    peak_per_hour: Annotated[int, Meta(ge=0)] = 120
    """Messages in the busiest hour, for analytics and counters; nights are quiet."""
    utc_offset_hours: Annotated[float, Meta(ge=-12, le=14)] = -8.0
    """Where its customers live."""


class WorldSpec(Table, frozen=True, kw_only=True):
    """The whole world."""

    options: Options = Options()
    onprem: OnPremOptions = OnPremOptions()
    app: list[AppSpec]
    token: list[TokenSpec] = []
    waba: list[WabaSpec]
    number: list[NumberSpec]
