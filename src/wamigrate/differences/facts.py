"""What a rule cannot see in the payload is given to it: rules fetch nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["NOTHING", "Facts", "Memory", "Policies", "Remembered", "Template"]


class Remembered(StrEnum):
    """What has to be remembered to put answers and webhooks into the application's words again."""

    BUTTON_ID = "button-id"
    """Key: the id Cloud API got; value: the application's own."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Something a translation asks to be remembered."""

    kind: Remembered
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Template:
    """What is known of one template in one language. Counts are those of its variables."""

    name: str
    language: str
    body_parameters: int | None = None
    header_parameters: int | None = None
    header_format: str | None = None
    """TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION."""
    parameter_names: tuple[str, ...] = ()
    """Names of the body's variables, where the template has named ones."""
    buttons: tuple[str, ...] = ()
    """Types of its buttons, in order: QUICK_REPLY, URL, …"""
    status: str = "APPROVED"


@dataclass(frozen=True, slots=True)
class Policies:
    """What an operator may choose where there is no faithful translation."""

    reactions: str = "drop"
    """An inbound reaction: drop | unknown | pass."""
    edits: str = "drop"
    """An edited inbound message: drop | message."""
    replies_of_flows: str = "pass"
    """An inbound `nfm_reply`: pass | unknown."""
    welcome_requests: str = "drop"
    """An inbound `request_welcome`: drop | unknown."""
    played: str = "drop"
    """A `played` status: drop | read."""
    unknown_title: str = "Unknown message type"
    """Title of error 501 in messages of type `unknown`; some applications compare it."""
    users_without_number: str = "hold"
    """A message from a user without a phone number: hold | pass."""
    groups: str = "drop"
    """Messages and statuses of groups, which On-Premises had long given up: drop | pass."""
    contacts_with_media: bool = True
    """Media messages carry `contacts`, as late clients had it."""
    media_folder: str = ""
    """Folder for `file` in media, which some old applications insist on; empty gives no `file`."""
    undeliverable_is_invalid: bool = False
    """Cloud's 131026 becomes 1013 (User is not valid) instead of 1026 (Receiver incapable)."""
    pricing_model: str = "pass"
    """`pricing_model` PMP, which On-Premises never sent: pass | CBP."""
    error_links: bool = False
    """Errors in webhooks carry `href`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around one payload. Everything is optional; a rule that misses a fact says so."""

    media: Mapping[str, str] = field(default_factory=dict)
    """On-Premises media ID → Cloud media ID."""
    message_ids: Mapping[str, str] = field(default_factory=dict)
    """ID that the application knows → ID that Cloud API knows; the reverse for webhooks and answers."""
    button_ids: Mapping[str, str] = field(default_factory=dict)
    """Button or row ID that Cloud API knows → the application's own."""
    templates: Mapping[tuple[str, str], Template] | None = None
    """(name, language code) → template; None where the templates are not known."""
    blocked_hosts: frozenset[str] = frozenset()
    """Hosts from which Cloud API fetches no media."""
    providers: frozenset[str] = frozenset()
    """Names of media providers whose links the bridge can fetch itself."""
    user_ids: Mapping[str, str] = field(default_factory=dict)
    """Business-scoped user ID → the number by which the application knows a user without a phone number."""
    recipients: Mapping[str, str] = field(default_factory=dict)
    """Message ID as Cloud API knows it → the recipient's number, for statuses that do not name it."""
    fetched: Mapping[str, str] = field(default_factory=dict)
    """Link in an advertisement's referral → ID under which the application can fetch the file."""
    request_to: str | None = None
    """For the answer to a send: what the application wrote in `to`."""
    sent_status: bool = False
    """The application asked On-Premises for `sent` statuses."""
    own_callback_data: bool = False
    """The application itself set `biz_opaque_callback_data`."""
    phone_number_id: str | None = None
    display_phone_number: str | None = None
    """Digits of the business phone number."""
    waba_id: str | None = None
    media_link: str | None = None
    """Base address under which the application can fetch media, ending in a slash; None sends no `link`."""
    meta: Mapping[str, str] = field(default_factory=lambda: {"api_status": "stable", "version": "v2.53.4"})
    """The `meta` object of On-Premises answers."""
    policies: Policies = Policies()


NOTHING = Facts()
"""Nothing is known."""
