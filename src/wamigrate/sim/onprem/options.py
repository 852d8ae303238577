"""How On-Premises deployments behave where Meta's documents disagree or say nothing (`[onprem]`)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["OnPremOptions"]

Seconds = Annotated[float, Meta(ge=0)]


class OnPremOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Switches for every deployment of the world."""

    token_life: Annotated[float, Meta(gt=0)] = 604800.0
    """Seconds for which a token of a login is good."""
    login_ends_tokens: bool = False
    """A login ends the user's earlier tokens."""
    contacts: Literal["valid", "truthful"] = "valid"
    """`POST /v1/contacts`: everybody is valid (v2.43 and later), or what the network knows (before)."""
    registration: Literal["blocked", "open"] = "blocked"
    """`POST /v1/account` is refused to everybody (since 2024), or registers a number that is on no side."""
    groups: bool = True
    """The withdrawn group endpoints work; otherwise they answer 404 with code 1006."""
    rate_limits: bool = False
    """50 messages a second (bursts of 150), 20 other calls (bursts of 60); beyond that 429 with code 1015."""
    check_namespace: bool = False
    """A template's namespace must be the WABA's (1009)."""
    keep_unknown_settings: bool = True
    """Unknown keys of the application settings come back; otherwise they are accepted and forgotten."""
    identity_refusal: Literal["now", "later"] = "now"
    """A send to a customer whose new identity was not acknowledged: 1028 at once, or 480 by webhook."""
    empty_success: Literal["meta", "null", "object"] = "meta"
    """The body of a success without a payload: {"meta": ...}, null or {}."""
    empty_401: bool = False
    """401 for a missing or expired token has no body; a failed login never has one."""
    missing_certificate_body: bool = False
    """404 for a certificate that is not there has a body with code 1006."""
    version_prefix: bool = True
    """`meta.version` begins with a v."""
    profile_shows_unset: bool = False
    """Fields of the business profile that are not set are shown empty; otherwise they are left out."""
    messages_status: Literal[200, 201] = 201
    """HTTP status of an accepted message."""
    media_status: Literal[200, 201] = 200
    """HTTP status of an accepted upload."""
    media_file_path: bool = True
    """Media in webhooks carry the deprecated `file`, their path on the media volume."""
    callback_patience: Seconds = 0.0
    """Seconds after which a callback is given up; 0 is never."""
