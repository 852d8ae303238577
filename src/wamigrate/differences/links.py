"""What a link says about the host it points at."""

from __future__ import annotations

import functools
import ipaddress
from urllib.parse import urlsplit

from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.places import is_given

__all__ = ["host_of", "host_of_medium", "is_private"]

PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test")


def host_of(link: Json) -> str | None:
    """The host of an http or https link, in small letters; None if it is no such link."""
    return _host(link) if type(link) is str else None


@functools.lru_cache(maxsize=512)  # several rules ask for each link, and campaigns send the same one
def _host(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and host and link == link.strip()
    return host if fits else None


def host_of_medium(medium: JsonObject) -> str | None:
    """The host that a medium comes from; None where it is sent by its ID."""
    link = medium.get("link")
    return host_of(link.strip()) if type(link) is str and not is_given(medium.get("id")) else None


def is_private(host: str) -> bool:
    """Whether it can only be reached from inside of a network."""
    named = ":" not in host and host[-1:].isalpha()
    try:
        if not named:
            return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    return "." not in host or host.rsplit(".", 1)[-1] in PRIVATE_NAMES
