"""Fetches what applications link to, without becoming a way into the network that the bridge stands in.

The address is checked when the connection is made, not before: a name may mean something else a moment later.
Redirects are not followed; On-Premises did not either.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from wamigrate.bridge.refusals import Refused
from wamigrate.clients.streaming import Incoming, Streamer, TextHeaders
from wamigrate.clients.transport import USER_AGENT
from wamigrate.errors import MaybeSent, NotSent

__all__ = ["Allowed", "GuardedResolver", "Links", "Private"]

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Private(OSError):
    """The address lies in a network that is not for everybody."""


class Allowed:
    """Hosts and networks with private addresses that the operator allows."""

    def __init__(self, words: Iterable[str]) -> None:
        self._hosts: set[str] = set()
        self._networks: list[IPNetwork] = []
        for word in words:
            try:
                self._networks.append(ipaddress.ip_network(word, strict=False))
            except ValueError:
                self._hosts.add(word.lower())

    def names(self, link: str) -> bool:
        """Whether the operator allowed the very host of this link: Meta could not reach it."""
        try:
            host = (urlsplit(link).hostname or "").lower()
            if host in self._hosts:
                return True
            found = _inner(ipaddress.ip_address(host))
        except ValueError:
            return False
        return any(found in network for network in self._networks if network.version == found.version)

    def check(self, host: str, address: str) -> None:
        """Private where nobody allowed that host or network."""
        found = _inner(ipaddress.ip_address(address.partition("%")[0]))
        if found.is_global and not found.is_multicast:
            return
        if host.lower() in self._hosts or any(
            found in network for network in self._networks if network.version == found.version
        ):
            return
        raise Private(f"{host} has a private address")


def _inner(address: IPAddress) -> IPAddress:
    """The IPv4 address that some IPv6 addresses stand for."""
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped or address.sixtofour
        if mapped is not None:
            return mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


class GuardedResolver(AbstractResolver):
    """Resolves names as the system does, and gives back only addresses that may be used."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        addresses = list(dict.fromkeys((one[0], str(one[4][0])) for one in found))
        for _, address in addresses:
            self._allowed.check(host, address)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """Nothing is kept."""


class Links:
    """Fetches files that applications link to: all in `total` seconds, with no silence over `limit`."""

    def __init__(self, allowed: Allowed, *, limit: float, total: float | None = None) -> None:
        self._allowed = allowed
        self._limit = limit
        self._total = total
        # Never through a proxy: it would resolve the name itself, and nobody would look at the address.
        self._streamer = Streamer(resolver=GuardedResolver(allowed))

    def is_ours_to_fetch(self, link: str) -> bool:
        """Whether the operator allowed its host, where Meta cannot fetch from."""
        return self._allowed.names(link)

    @contextlib.asynccontextmanager
    async def fetch(self, url: str, headers: TextHeaders = ()) -> AsyncIterator[Incoming]:
        """The file; Refused with 1014 where it cannot be had, as On-Premises did."""
        self._check(url)
        given = [("user-agent", USER_AGENT), *headers]
        try:
            async with self._streamer.exchange(
                "GET", url, given, limit=self._limit, total=self._total
            ) as incoming:
                if incoming.status != 200:
                    raise failed(url, f"HTTP {incoming.status}")
                yield incoming
        except (NotSent, MaybeSent):
            raise failed(url, "no answer") from None

    async def close(self) -> None:
        await self._streamer.close()

    def _check(self, url: str) -> None:
        """A literal address is looked at here, for no name is resolved on its way."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise Refused(1009, "The link is not an address") from None
        usable = parts.scheme in ("http", "https") and host and not parts.username and url.isascii()
        if not usable or not url.isprintable() or " " in url:
            raise Refused(1009, "The link is not an address")
        try:
            self._allowed.check(host, host)
        except Private:
            raise failed(url, "a private address") from None
        except ValueError:
            return


def failed(url: str, why: str) -> Refused:
    """As On-Premises put it. The query is left out: it may hold a key."""
    place = urlsplit(url)
    return Refused(
        1014, f"Request for url {place.scheme}://{place.netloc}{place.path} failed with error: {why}"
    )
