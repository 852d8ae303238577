"""What an operator chooses for events of Cloud API that On-Premises never had."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["InboundSettings"]


class InboundSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What applications get of events that On-Premises never had."""

    reactions: Literal["drop", "unknown", "pass"] = "drop"
    """Reactions of customers: not at all, as a message of type `unknown`, or as they are."""
    edits: Literal["drop", "message"] = "drop"
    """Edited messages: not at all, or as a new message that replies to the old one."""
    replies_of_flows: Literal["pass", "unknown"] = "pass"
    """Answers to Flows: as they are, or as `unknown` for applications that cannot read `nfm_reply`."""
    welcome_requests: Literal["drop", "unknown"] = "drop"
    """A chat that was opened for the first time: not at all, or as `unknown`."""
    played: Literal["drop", "read"] = "drop"
    """The status `played`: not at all, or as `read`."""
    unknown_title: Annotated[str, Meta(min_length=1, max_length=200)] = "Unknown message type"
    """Title of error 501 in messages of type `unknown`; some applications compare it."""
    users_without_number: Literal["hold", "pass"] = "hold"
    """Customers without a phone number: held back for the operator, or with their user id in its place."""
    groups: Literal["drop", "pass"] = "drop"
    """Messages and statuses of groups: not at all, or like any other."""
    contacts_with_media: bool = True
    """Media messages carry `contacts`, as late clients had it."""
    media_folder: str = ""
    """Folder that media name in `file`, for old applications that insist on it. Nothing is written there."""
    undeliverable_is_invalid: bool = False
    """Code 131026 becomes 1013 (User is not valid) instead of 1026 (Receiver incapable)."""
    pricing_model: Literal["pass", "CBP"] = "pass"
    """The model `PMP` in statuses: as it is, or `CBP`, the only one that On-Premises had."""
    error_links: bool = False
    """Errors in webhooks carry `href`."""
