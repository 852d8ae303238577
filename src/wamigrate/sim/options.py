"""How a world behaves where Meta's documents leave it open (`[options]`)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["Options", "Phone", "Seconds"]

Phone = Annotated[str, Meta(pattern=r"^\+?[0-9]{5,15}$")]
Seconds = Annotated[float, Meta(ge=0)]


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    """Cloud webhooks: first pause before a repeat; it doubles up to an hour."""
    webhook_patience: Seconds = 604800.0
    """Cloud webhooks: seconds until a webhook is given up; 7 days, another page of Meta says 36 hours."""
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
