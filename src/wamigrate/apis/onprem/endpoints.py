"""The endpoints of the On-Premises API beside messages, and what Cloud API has in their place.

Source: Meta, On-Premises API reference; Cloud API reference for the counterparts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["ENDPOINTS", "Endpoint", "endpoint_of"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`kind` is what a translator calls its body; `cloud` what Cloud API has instead, if anything."""

    methods: tuple[str, ...]
    path: str
    kind: str
    cloud: str | None = None

    def fits(self, method: str, path: str) -> bool:
        """Whether a call goes here; `*` in the pattern is one part of a path, or more at its end."""
        pattern = re.escape(self.path).replace(r"/\*", r"(?:/[^?]*)?")
        return method.upper() in self.methods and re.fullmatch(pattern, path.rstrip("/")) is not None


_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PROFILE = "/{phone-number-id}/whatsapp_business_profile"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(("DELETE",), "/v1/messages/*", "message-removal"),
    Endpoint(("POST",), "/v1/media", "media-upload", "POST /{phone-number-id}/media"),
    Endpoint(("GET",), "/v1/media/*", "media-download", "GET /{media-id}, then GET its url"),
    Endpoint(("DELETE",), "/v1/media/*", "media-removal", "DELETE /{media-id}"),
    Endpoint(("POST",), "/v1/settings/business/profile", "profile", f"POST {_PROFILE}"),
    Endpoint(("PATCH",), "/v1/settings/profile/about", "about", f"POST {_PROFILE}"),
    Endpoint(("POST",), "/v1/settings/profile/photo", "photo", f"POST {_PROFILE}"),
    Endpoint(("DELETE",), "/v1/settings/profile/photo", "photo-removal"),
    Endpoint(("POST",), "/v1/settings/account/two-step", "two-step", "POST /{phone-number-id}"),
    Endpoint(("DELETE",), "/v1/settings/account/two-step", "two-step-removal"),
    Endpoint(("POST",), "/v1/contacts", "contacts"),
    Endpoint(("GET", "PUT"), "/v1/contacts/*", "identity"),
    Endpoint(("GET",), "/v1/health", "health", "GET /{phone-number-id}?fields=health_status"),
    Endpoint(_ANY, "/v1/settings/application/media/providers/*", "providers"),
    Endpoint(("PATCH", "DELETE"), "/v1/settings/application", "settings"),
    Endpoint(("POST",), "/v1/configs/webhook", "settings"),
    Endpoint(("POST",), "/v1/settings/backup", "backup"),
    Endpoint(("POST",), "/v1/settings/restore", "backup"),
    Endpoint(("POST",), "/v1/account/shards", "shards"),
    Endpoint(("POST",), "/v1/account/*", "registration", "POST /{phone-number-id}/register"),
    Endpoint(_ANY, "/v1/stickerpacks/*", "stickerpacks"),
    Endpoint(_ANY, "/v1/groups/*", "groups"),
    Endpoint(("GET",), "/v1/stats/*", "statistics"),
    Endpoint(("GET",), "/v1/support", "statistics"),
    Endpoint(("PUT",), "/v1/services/*", "services"),
    Endpoint(("POST", "PUT", "DELETE"), "/v1/users/*", "users"),
    Endpoint(("POST", "DELETE"), "/v1/certificates/*", "certificates"),
)


def endpoint_of(method: str, address: str) -> Endpoint | None:
    """The endpoint of a call by its address or path, whatever stands before `/v1`; None for another one."""
    start = address.find("/v1/")
    path = address[start:].partition("?")[0] if start >= 0 else address
    return next((e for e in ENDPOINTS if e.fits(method, path)), None)
