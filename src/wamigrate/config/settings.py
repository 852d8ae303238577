"""Every key of wamigrate.toml, typed, with what it means and its default."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wamigrate.config.inbound import InboundSettings
from wamigrate.core.secret import Secret
from wamigrate.errors import ConfigError

__all__ = [
    "INTERNAL_KEYS",
    "SECRET_KEYS",
    "Answer",
    "BridgeSettings",
    "Canary",
    "GraphSettings",
    "HoldSettings",
    "LintSettings",
    "Number",
    "OnPremSettings",
    "Settings",
    "StoreSettings",
    "StoredBackup",
    "Timing",
    "did_you_mean",
    "sections",
]

Seconds = Annotated[float, Meta(ge=0)]
Digits = Annotated[str, Meta(pattern=r"^[0-9]{3,20}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Answer = str | bool | int


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class StoreSettings(_Section, frozen=True):
    """Where wamigrate keeps its own records."""

    url: str = "sqlite:///.wamigrate/wamigrate.db"
    """`sqlite:///PATH` or `postgresql://USER@HOST/DATABASE`."""
    key_file: str | None = None
    """File with the key that encrypts secrets at rest; made on first use. `WAMIGRATE_KEY` goes before it."""


class GraphSettings(_Section, frozen=True):
    """Meta's Graph API and the app that uses it."""

    url: str = "https://graph.facebook.com"
    """Base address, without a version."""
    version: Annotated[str, Meta(pattern=r"^v[0-9]+\.[0-9]+$")] = "v23.0"
    """Graph API version that every call names."""
    app_id: Digits | None = None
    """Id of the Meta app that receives the webhooks."""
    app_secret: Secret | None = None
    """Its secret: webhook signatures, `appsecret_proof` and app-level checks need it."""
    ca_file: str | None = None
    """PEM file with further certificate authorities to trust."""
    verify_token: Secret | None = None
    """The token Meta repeats when it verifies a webhook endpoint."""
    proxy: str | None = None
    """HTTP proxy for Graph calls. The environment is not looked at."""


class BridgeSettings(_Section, frozen=True):
    """The bridge, where one is used."""

    public_url: str | None = None
    """The address at which On-Premises and Meta reach the bridge."""
    host: str = "127.0.0.1"
    """Address on which it listens."""
    port: Annotated[int, Meta(ge=0, le=65535)] = 8070
    """Port on which it listens; 0 takes any free one."""
    workers: Annotated[int, Meta(ge=1, le=256)] = 1
    """Processes that share the port. One uses one core."""
    tls_cert: str | None = None
    """PEM file with the certificate chain, read anew when it changes; without it, plain HTTP."""
    tls_key: str | None = None
    """PEM file with the certificate's private key."""
    metrics_token: Secret | None = None
    """Bearer token for `/bridge/metrics`; without it only callers on this machine may read them."""
    access_log: bool = False
    """One line a request in the log, without bodies and full numbers."""
    api_version: str = "v2.53.4"
    """The version that `meta` names once a number is on Cloud API. Clients compare it: keep the `v`."""
    typing_on_read: bool = False
    """Whoever marks a message as read is shown as typing to the customer, as Cloud API can."""
    media_links: bool = False
    """Media of customers carry `link`, their address below `public_url`, as late deployments gave it."""
    template_errors_later: bool = False
    """What Cloud API refuses of a template at once is told by webhook, as On-Premises did."""
    token_life: Seconds = 604800.0
    """How long a token from `POST /v1/users/login` is good for."""
    head_limit: Annotated[int, Meta(ge=1024)] = 32768
    """Most bytes of a request's line and headers."""
    json_limit: Annotated[int, Meta(ge=1024)] = 1_000_000
    """Most bytes of a JSON request."""
    media_limit: Annotated[int, Meta(ge=1024)] = 100_000_000
    """Most bytes of a media file."""
    idle_limit: Seconds = 15.0
    """Longest silence of a client inside a request, and longest time for its headers."""
    body_limit: Seconds = 300.0
    """Longest time for the body of a request."""
    stop_limit: Seconds = 20.0
    """How long requests under way may take when the bridge is stopped."""
    shadow_rate: Annotated[int, Meta(ge=0)] = 20
    """Sends a second of each number that a process looks at in shadow mode; above that it takes samples."""
    allow_private: list[str] = []
    """Private hosts and networks (`10.1.0.0/16`) from which the bridge fetches media links."""
    lease: Seconds = 10.0
    """How long a bridge process may relay to On-Premises without word from the store."""
    lease_renewal: Seconds = 2.0
    """Pause between two renewals of that lease."""
    relay_limit: Seconds = 7.0
    """Longest wait for On-Premises' answer to a relayed request; shorter than the lease."""


class HoldSettings(_Section, frozen=True):
    """What the bridge keeps while a number moves."""

    max_age: Seconds = 86400.0
    """How long a held message waits when it names no `ttl`; then it ends as failed."""
    max_messages: Annotated[int, Meta(ge=1)] = 100_000
    """Most messages held for one number; further ones are refused until some have gone."""
    max_bytes: Annotated[int, Meta(ge=1)] = 268_435_456
    """Most bytes held for one number."""
    unknown_wait: Seconds = 120.0
    """How long a message whose answer was lost waits for the status that proves it was sent."""


class LintSettings(_Section, frozen=True):
    """What `wamigrate lint` looks at."""

    select: list[str] = []
    """Names of the differences to look for; none named means all."""
    ignore: list[str] = []
    """Names of differences to leave out."""
    facts: str | None = None
    """File with what is known of media, templates and hosts (see `wamigrate lint --help`)."""


class Timing(_Section, frozen=True):
    """Every wait and interval, in seconds, so that rehearsals can shorten them."""

    connect_limit: Seconds = 10.0
    """Longest wait for a connection, TLS included."""
    call_limit: Seconds = 30.0
    """Longest wait for the answer of an ordinary call."""
    hold_limit: Seconds = 20.0
    """Longest wait for every bridge process to stop relaying; then the hold is undone."""
    hold_poll: Seconds = 0.005
    """Pause between two looks at what the bridge processes have acknowledged."""
    register_limit: Seconds = 60.0
    """Longest wait for the answer of `register`. Meta says it takes up to 15 s."""
    register_settle: Seconds = 75.0
    """How long after `register` was intended "nothing happened" cannot be concluded."""
    register_send_limit: Seconds = 5.0
    """`register` is sent within this time of its journal row, or not at all."""
    probe_first: Seconds = 5.0
    """First pause between two looks at both sides; it doubles."""
    probe_max: Seconds = 60.0
    """Longest pause between two looks at both sides."""
    probe_limit: Seconds = 1200.0
    """How long an unclear outcome is probed before a person is asked."""
    down_confirm: Seconds = 60.0
    """Two looks that find On-Premises down must lie this far apart."""
    onprem_unreadable: Seconds = 900.0
    """After this long without any answer from On-Premises it counts as down, unconfirmed."""
    gate_window: Seconds = 86400.0
    """How long an approval is good for."""
    backup_max_age: Seconds = 3600.0
    """A backup older than this is taken again before `register`."""
    drain_poll: Seconds = 1.0
    """Pause between two looks at the On-Premises queues."""
    drain_limit: Seconds = 120.0
    """Longest wait for pending On-Premises messages to reach zero."""
    callback_wait: Seconds = 20.0
    """Longest wait for waiting On-Premises callbacks; then a warning."""
    cloud_poll: Seconds = 1.0
    """Pause between two looks at the number on Cloud API after `register`."""
    cloud_limit: Seconds = 60.0
    """How long the number may take to be CONNECTED after `register`."""
    maintenance_limit: Seconds = 90.0
    """How long 131057 (throughput upgrade), 133010 and 130429 are waited out after `register`."""
    health_limit: Seconds = 60.0
    """How long the messaging health may take to leave BLOCKED."""
    engine_poll: Seconds = 0.1
    """Pause between two looks of the workflow engine into its queue."""
    adopt_poll: Seconds = 0.5
    """Pause between two looks of a worker for workflows of dead workers (PostgreSQL)."""
    alert_after: Seconds = 900.0
    """How long a number may be held, down (S3) or of unknown outcome (S1) before that is an alert."""
    follow_poll: Seconds = 0.2
    """Pause between two looks of the command line at a running migration."""


class OnPremSettings(_Section, frozen=True):
    """One On-Premises deployment."""

    url: str
    """Base address, without `/v1`."""
    username: str = "admin"
    """A user with the admin role."""
    password: Secret | None = None
    """That user's password."""
    ca_file: str | None = None
    """PEM file with the authority (or the self-signed certificate) of this deployment."""
    proxy: str | None = None
    """HTTP proxy for this deployment. The environment is not looked at."""
    pending_metric: str = "pending_messages"
    """Metric of `GET /v1/stats/app` that counts messages accepted but not sent yet."""


class Canary(_Section, frozen=True):
    """One message that proves the number works after the move."""

    to: str
    """Phone number that receives it."""
    template: str = "hello_world"
    """Name of an approved template without parameters."""
    language: str = "en_US"
    """Language of that template."""


class StoredBackup(_Section, frozen=True):
    """Backup metadata that was taken earlier, for a deployment that is gone."""

    data: Secret
    """The string that `POST /v1/settings/backup` returned, unmodified."""
    password: Secret
    """The password it was taken with."""
    sha256: str | None = None
    """SHA-256 of the string in hex, noted when it was taken; compared before use."""


class Number(_Section, frozen=True):
    """One business phone number."""

    name: Name
    """Your name for it."""
    phone_number_id: Digits
    """Meta's id of the business phone number."""
    waba_id: Digits
    """Id of the WhatsApp Business Account that owns it."""
    token: Secret
    """System-user token with `whatsapp_business_messaging` and `whatsapp_business_management`."""
    pin: Secret | None = None
    """Two-step verification PIN, six digits. Without it, the On-Premises admin sets a new one."""
    onprem: OnPremSettings | None = None
    """The On-Premises deployment."""
    backup: StoredBackup | None = None
    """Backup metadata taken earlier; used when there is no deployment any more."""
    webhook_url: str | None = None
    """Your endpoint for Cloud API webhooks; with `[bridge] public_url`, without saying so, the bridge's."""
    callback_url: str | None = None
    """Where the bridge delivers events, if it is not to be learned from the deployment's settings."""
    behind_bridge: bool = True
    """Whether `migrate` puts the number behind a bridge that lives; `false` leaves its webhooks alone."""
    hosts: list[str] = []
    """DNS names under which the bridge takes paths without a name for this number's; else the first one's."""
    message_rate: Annotated[int, Meta(ge=1, le=1000)] = 75
    """Most messages a second to Cloud API: below 80, or below 1000 after a throughput upgrade."""
    timezone: str = "UTC"
    """IANA time zone of the customers."""
    canary: Canary | None = None
    """One message to send after the move."""
    short_message_ids: bool = False
    """Applications get message IDs of 26 characters, as On-Premises had them; Cloud API's have up to 90."""
    uuid_media_ids: bool = False
    """Applications get UUIDs as media IDs, as On-Premises gave them; Cloud API's are numbers."""
    unknown_sends: Literal["resend", "park"] = "resend"
    """What happens to a message when nothing proves in time that it was sent: once more, or set aside."""
    lost_relays: Literal["keep", "pass_on"] = "keep"
    """A send to which On-Premises gave no answer: kept and answered 201, or passed on with 504 and 1014."""
    findings: str | None = None
    """JSON file with what is known of this number's traffic (see the check `traffic-findings`)."""
    media_ids: str | None = None
    """File with the On-Premises media IDs that your applications still use, one a line."""
    answers: dict[str, Answer] = {}
    """What only you can know; see `wamigrate check NUMBER`."""


class Settings(_Section, frozen=True):
    """The whole file."""

    store: StoreSettings = StoreSettings()
    graph: GraphSettings = GraphSettings()
    bridge: BridgeSettings = BridgeSettings()
    lint: LintSettings = LintSettings()
    hold: HoldSettings = HoldSettings()
    inbound: InboundSettings = InboundSettings()
    timing: Timing = Timing()
    number: list[Number] = []
    folder: Path = Path()
    warnings: list[str] = []

    def find(self, name: str) -> Number:
        """The number of that name; ConfigError with a suggestion where there is none."""
        for number in self.number:
            if number.name == name:
                return number
        known = [n.name for n in self.number]
        hint = did_you_mean(name, known) or (
            f"Known: {', '.join(known[:10])}." if known else "Add a [[number]] table to wamigrate.toml."
        )
        raise ConfigError(f"There is no number '{name}' in wamigrate.toml.", hint=hint)

    @property
    def state_folder(self) -> Path:
        """Where reports go: beside the SQLite file, else `.wamigrate` beside wamigrate.toml."""
        prefix, _, file = self.store.url.partition("sqlite:///")
        return (self.folder / file).parent if file and not prefix else self.folder / ".wamigrate"

    def path(self, value: str) -> Path:
        """A path of the file, made absolute."""
        return (self.folder / Path(value).expanduser()).absolute()


SECRET_KEYS = {"app_secret", "metrics_token", "verify_token", "password", "token", "pin", "data"}
INTERNAL_KEYS = {"folder", "warnings"}


def did_you_mean(word: str, known: list[str]) -> str | None:
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean '{close[0]}'?" if close else None


def sections() -> Iterator[tuple[str, type[msgspec.Struct]]]:
    """Every table of the file with its name, in the order in which `init` and the reference show them."""
    yield from (("store", StoreSettings), ("graph", GraphSettings), ("bridge", BridgeSettings))
    yield "lint", LintSettings
    yield from (("hold", HoldSettings), ("inbound", InboundSettings))
    yield from (("[number]", Number), ("number.onprem", OnPremSettings), ("number.canary", Canary))
    yield from (("number.backup", StoredBackup), ("timing", Timing))
