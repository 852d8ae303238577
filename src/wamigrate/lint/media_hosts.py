"""Tries one link of each media host as Cloud API would fetch it, and says what that cannot show.

Cloud API fetches anonymously, follows the `Content-Type` it is told, and reaches public addresses only.
Source: Meta, Cloud API reference, "Media"; migration document, "Media".
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from wamigrate.apis.cloud.media import MEDIA_LIMITS
from wamigrate.clients.transport import Request, Transport, open_transport
from wamigrate.errors import TransportError
from wamigrate.lint.links import host_of

__all__ = ["LIVE_ONLY", "Host", "look_at_hosts"]

LIMIT = 20.0
AT_A_TIME = 8
LARGEST = max(MEDIA_LIMITS.values())
LIVE_ONLY = (
    "Whether Meta blocks a host, or is let in by its firewall, only a test message over Cloud API can show: "
    "send one with a link to each host before the move."
)


@dataclass(frozen=True, slots=True)
class Host:
    """What was seen of one host."""

    host: str
    good: bool
    seen: str


async def look_at_hosts(links: dict[str, str], *, private: bool = False) -> list[Host]:
    """Every host of `links` (host → one link). `private` also fetches from addresses Meta cannot reach."""
    gate = asyncio.Semaphore(AT_A_TIME)
    transport = open_transport()

    async def one(host: str, link: str) -> Host:
        async with gate:
            return await _look(transport, host, link, private=private)

    try:
        return list(await asyncio.gather(*(one(host, link) for host, link in sorted(links.items()))))
    finally:
        await transport.close()


async def _look(transport: Transport, host: str, link: str, *, private: bool) -> Host:
    hidden = await _unreachable(link)
    if hidden and not private:
        return Host(host, False, hidden)
    size = 0

    def count(piece: bytes) -> None:
        nonlocal size
        size += len(piece)

    try:
        request = Request("GET", link, {"accept": "*/*"}, limit=LIMIT, max_bytes=LARGEST)
        answer = await transport.download(request, count)
    except ValueError:
        return Host(host, False, "the address cannot be asked for as it is written")
    except TransportError as error:
        return Host(host, False, f"no usable answer: {error.message}")
    good, seen = _judge(answer.status, answer.headers.get("content-type", ""), size)
    location = answer.headers.get("location")
    if location:
        seen += f", to {host_of(location) or 'the same host'}"
    return Host(host, good and not hidden, f"{seen}; {hidden}" if hidden else seen)


def _judge(status: int, content_type: str, size: int) -> tuple[bool, str]:
    if 300 <= status < 400:
        return False, f"redirects ({status}); media links should answer themselves"
    if status != 200:
        return False, f"answers {status} to somebody without credentials"
    bare = content_type.partition(";")[0].strip().lower()
    most = MEDIA_LIMITS.get(bare)
    if most is None:
        return False, f"says Content-Type {bare or '(none)'}, which Cloud API takes for no kind of media"
    if size > most:
        return False, f"{bare} of {size:,} bytes; Cloud API takes {most:,}"
    return True, f"{bare} of {size:,} bytes"


async def _unreachable(link: str) -> str | None:
    """Why Meta cannot reach the host, as far as its addresses say so."""
    try:
        parts = urlsplit(link)
        where = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(*where, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError):
        return "its name leads to no address"
    addresses = {ipaddress.ip_address(entry[4][0]) for entry in found}
    if all(address.is_global for address in addresses):
        return None
    return f"its address {min(map(str, addresses))} is private: Meta cannot reach it"
