"""The hosts that media links of recorded traffic point to."""

from __future__ import annotations

from urllib.parse import urlsplit

from wamigrate.core.payload import Json

__all__ = ["host_of", "links_in"]


def links_in(value: Json, found: dict[str, str]) -> None:
    """Collects one `link` for each host, at any depth."""
    if isinstance(value, dict):
        link = value.get("link")
        if isinstance(link, str) and link.startswith(("http://", "https://")):
            found.setdefault(host_of(link), link)
        for inner in value.values():
            links_in(inner, found)
    elif isinstance(value, list):
        for inner in value:
            links_in(inner, found)


def host_of(link: str) -> str:
    """Host and port of a link."""
    try:
        return urlsplit(link).netloc.rpartition("@")[2].lower()
    except ValueError:
        return link[:80]
