"""What a world starts with: plain data, from the default below or from a world file.

A spec is complete (every secret in it has a value), so that `POST /reset` brings back exactly the world of
the ready line.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wamigrate.sim.onprem.options import OnPremOptions

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
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9]{5,15}$")]
Id = Annotated[str, Meta(pattern=r"^[0-9]{3,20}$")]
Pin = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Seconds = Annotated[float, Meta(ge=0)]
Shards = Literal[1, 2, 4, 8, 16, 32]
OnPrem = Literal["connected", "disconnected", "expired", "gone", "unregistered"]
Topology = Literal["single", "ha", "multiconnect"]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the world file."""


class Options(Table, frozen=True, kw_only=True):
    """How the world behaves where Meta's documents leave it open, and how fast it is."""

    send_delay: Seconds = 0.02
    """Seconds from an accepted message until the customer has it (and `sent` is reported)."""
    delivered_delay: Seconds = 0.02
    """Seconds from `sent` to `delivered`."""
    read_delay: Seconds = 0.1
    """Seconds from `delivered` to `read`."""
    read_receipts: bool = True
    """Customers read what they receive."""
    edits_and_deletions: bool = True
    """Cloud API tells of edited and deleted messages as `edit` and `revoke` (else: `unsupported`)."""
    window_survives_move: bool = True
    """The 24-hour customer window stays open across the move to Cloud API."""
    rewrite_numbers: bool = True
    """Customers of Brazil, Mexico and Argentina are called by WhatsApp's spelling of their number."""
    without_whatsapp: list[Phone] = []
    """Phones without WhatsApp: On-Premises refuses them (1013), on Cloud API the message fails (131026)."""
    strict_top_level: bool = True
    """Cloud API refuses unknown top-level keys of a message."""
    graph_pin_on_onprem: bool = False
    """`POST /{phone-number-id} {"pin"}` works while the number lives on On-Premises."""
    media_before_register: bool = True
    """Media can be uploaded to Cloud API before the number is registered there."""
    blocked_media_hosts: list[str] = []
    """Hosts from which Cloud API fetches no media: the message fails afterwards with 131053."""
    pair_limit: bool = False
    """Cloud API allows one message per 6 s to one customer, bursts of 45 (131056)."""
    throughput_limit: bool = False
    """Cloud API allows 80 (HIGH: 1000) messages per second and number (130429)."""
    throttle_status: Literal[400, 429] = 400
    """HTTP status of rate limits: 130429, 131056, 80007, 80008."""
    hello_world_anywhere: bool = True
    """Any number may send the template `hello_world`, not only a SANDBOX one (131058)."""
    window_refused_at_once: bool = False
    """Cloud API answers 131047 at once outside the 24-hour window, not with a failed status afterwards."""
    quick_reply_payload_limit: int = 128
    """Longest payload of a template's quick-reply button; some clients report 256."""
    coupon_code_limit: int = 15
    """Longest code of a template's copy-code button; newer reports say 20."""
    graph_budget: int = 0
    """Management calls per hour and WABA (80007); 0 is no limit."""
    bad_blob_code: int = 133006
    """What `register` answers to backup data that was changed."""
    pin_pause: Seconds = 0.0
    """Seconds after a wrong PIN in which the next try is too fast (133009)."""
    weak_pins_refused: bool = False
    """`register` refuses a PIN of six equal digits (100)."""
    late_region: Literal["refused", "ignored"] = "refused"
    """What becomes of `data_localization_region` in `register` from v21.0 on."""
    bad_password_code: int = 131009
    """What `register` answers to a wrong backup password."""
    conversation_in_statuses: bool = True
    """Status webhooks carry `conversation` (Graph versions up to v23)."""
    pricing_model: Literal["PMP", "CBP"] = "PMP"
    """What status webhooks say of pricing: by message, or by conversation (before July 2025)."""
    contacts_in_statuses: bool = True
    """Status webhooks carry `contacts`, as those of 2026 do; pywa 4.5 does not read others."""
    user_ids: bool = True
    """Webhooks name people by business-scoped ids too, as those of 2026 do; pywa 4.5 needs them."""
    media_url_in_webhooks: bool = False
    """Media in webhooks carry a `url` of five minutes, as those since November 2025 do."""
    reaction_removal: Literal["empty", "absent"] = "empty"
    """A reaction that is taken back comes with an empty `emoji`, or without one."""
    webhook_sha1: bool = False
    """Cloud webhooks carry the older `X-Hub-Signature` (SHA-1) too."""
    webhook_batch_window: Seconds = 0.0
    """Seconds for which Cloud webhooks to one address are collected into one; 0: each goes alone."""
    webhook_batch_size: Annotated[int, Meta(ge=1, le=1000)] = 1000
    """Most changes in one Cloud webhook."""
    webhook_ca_file: str | None = None
    """PEM file with an authority to trust when webhooks go to HTTPS endpoints."""
    webhook_retry_first: Seconds = 1.0
    """Cloud webhooks: first pause before a repeat; it doubles up to an hour, for 7 days."""
    newest_version: Annotated[int, Meta(ge=13)] = 26
    """The newest Graph version served (26 is v26.0)."""
    oldest_version: int = 20
    """Older Graph versions are answered as this one."""
    first_version: int = 13
    """Graph versions before this one are unknown paths (2500)."""
    upload_handles_checked: bool = False
    """A profile picture needs the handle of an upload of this world; otherwise any handle will do."""
    calling_needs_switch: bool = False
    """Calls are refused (138000) until `settings` has switched calling on."""
    granular_targets: Literal["named", "absent"] = "named"
    """Whether `debug_token` names the WABAs of a token that may touch every one."""
    template_review_delay: float = 3.0
    """Seconds until a new or edited template is APPROVED; negative: it stays PENDING."""
    name_review_delay: float = -1.0
    """Seconds until a new display name is APPROVED; negative: it stays PENDING_REVIEW."""
    template_edit_limits: bool = False
    """A template in review cannot be edited, an approved one once in 24 hours (2388039)."""
    templates_reviewed: Literal["APPROVED", "REJECTED"] = "APPROVED"
    """What the review of a template ends with."""


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
