"""What Graph keeps: apps, tokens, people, WABAs, subscriptions, templates, media."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from wamigrate.core.payload import JsonObject
from wamigrate.sim.spec import AppSpec, TemplateSpec, WabaSpec

__all__ = [
    "App",
    "Business",
    "CloudMedia",
    "Flow",
    "Subscription",
    "Template",
    "Token",
    "User",
    "Waba",
    "count_variables",
]


@dataclass(slots=True)
class Token:
    """An access token."""

    value: str
    app_id: str
    scopes: tuple[str, ...]
    kind: str = "SYSTEM_USER"
    user_id: str = "122000000000001"
    issued_at: float = 0.0
    expires_at: float = 0.0
    valid: bool = True
    waba_ids: tuple[str, ...] = ()
    """WABAs it may touch; empty is every one."""

    def may(self, scope: str) -> bool:
        return scope in self.scopes


@dataclass(slots=True)
class App:
    """A Meta app and its webhook set-up."""

    id: str
    name: str
    secret: str
    live: bool
    require_proof: bool
    callback_url: str
    verify_token: str
    fields: list[str]

    @classmethod
    def of(cls, spec: AppSpec, sink: str) -> App:
        url = spec.callback_url or f"{sink}/sink/cloud"
        fields = list(spec.fields)
        return cls(
            spec.id, spec.name, spec.secret, spec.live, spec.require_proof, url, spec.verify_token, fields
        )


@dataclass(slots=True)
class Business:
    """A business portfolio."""

    id: str
    name: str


@dataclass(slots=True)
class User:
    """A system user or a person."""

    id: str
    name: str


@dataclass(slots=True)
class Subscription:
    """An app's subscription to a WABA."""

    app_id: str
    override: str | None = None


@dataclass(slots=True)
class Template:
    """A message template with what a send must supply."""

    id: str
    name: str
    language: str
    category: str
    status: str
    components: list[JsonObject]
    waba: Waba | None = field(default=None, repr=False)
    parameter_format: str = "POSITIONAL"
    rejected_reason: str = "NONE"
    revision: int = 0
    changed_at: float = 1_700_000_000.0
    edits: list[float] = field(default_factory=list)
    more: JsonObject = field(default_factory=dict)
    """What was given at its creation and is only shown again."""

    @classmethod
    def of(cls, spec: TemplateSpec, waba_id: str) -> Template:
        seed = f"{waba_id}/{spec.name}/{spec.language}".encode()
        template_id = spec.id or str(int.from_bytes(hashlib.sha256(seed).digest()[:6]) + 10**15)
        return cls(template_id, spec.name, spec.language, spec.category, spec.status, _components(spec))

    def component(self, kind: str) -> JsonObject | None:
        return next((c for c in self.components if c["type"] == kind), None)

    def variables(self, kind: str) -> int:
        """How many variables the text of a component has."""
        return count_variables((self.component(kind) or {}).get("text", ""))


def count_variables(text: str) -> int:
    return len(set(re.findall(r"\{\{\s*(\w+)\s*\}\}", text)))


def _components(spec: TemplateSpec) -> list[JsonObject]:
    found: list[JsonObject] = []
    if spec.header in ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION"):
        found.append({"type": "HEADER", "format": spec.header})
    elif spec.header:
        found.append({"type": "HEADER", "format": "TEXT", "text": spec.header})
    found.append({"type": "BODY", "text": spec.body})
    if spec.footer:
        found.append({"type": "FOOTER", "text": spec.footer})
    if spec.buttons:
        found.append({"type": "BUTTONS", "buttons": [dict(b) for b in spec.buttons]})
    return found


@dataclass(slots=True)
class CloudMedia:
    """Media under a numeric id; `ends_at` is when the id is forgotten."""

    id: str
    number_id: str
    content: bytes
    mime_type: str
    filename: str
    ends_at: float
    sha256: str = ""

    def __post_init__(self) -> None:
        self.sha256 = hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Waba:
    """A WhatsApp Business Account."""

    id: str
    name: str
    business: Business
    account_review_status: str
    business_verification_status: str
    ownership_type: str
    currency: str
    timezone_id: str
    namespace: str
    country: str | None = None
    insights: bool = True
    marketing_disabled: bool = False
    creations: list[float] = field(default_factory=list)
    users: dict[str, list[str]] = field(default_factory=dict)
    """Who is assigned to it, with their tasks."""
    flows: list[Flow] = field(default_factory=list)
    schedules: list[JsonObject] = field(default_factory=list)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    calls: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, spec: WabaSpec) -> Waba:
        business = Business(spec.business_id, spec.name)
        waba = cls(
            spec.id,
            spec.name,
            business,
            spec.account_review_status,
            spec.business_verification_status,
            spec.ownership_type,
            spec.currency,
            spec.timezone_id,
            spec.namespace,
            spec.country,
        )
        waba.subscriptions = {app: Subscription(app) for app in spec.subscribed}
        templates = (Template.of(t, spec.id) for t in spec.template)
        waba.templates = {t.id: t for t in templates}
        for template in waba.templates.values():
            template.waba = waba
        return waba

    def find_template(self, name: str, language: str) -> Template | None:
        return next((t for t in self.templates.values() if (t.name, t.language) == (name, language)), None)


@dataclass(slots=True)
class Flow:
    """A flow of a WABA."""

    id: str
    waba: Waba
    name: str
    categories: list[str]
    status: str = "DRAFT"
    endpoint_uri: str | None = None
    source: bytes = b""
    updated_at: float = 0.0
    errors: list[JsonObject] = field(default_factory=list)
