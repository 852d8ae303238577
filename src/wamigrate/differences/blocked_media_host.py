"""Links to hosts that Cloud API does not fetch from.

On-Premises: fetches a link itself, from any host it can reach.
Cloud: Meta fetches, and leaves out some hosts to protect users. The message is accepted and fails
    afterwards.
What we do: nothing without a person: upload the file, or host it elsewhere. Meta publishes no list: name the
    hosts you know of, and test others with a message.
Source: Meta, migration document, "Media".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.links import host_of_medium
from wamigrate.differences.places import MEDIA_SENDS, media
from wamigrate.differences.samples import send

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("link",),
    pairs=[
        Pair(
            title="a host on the list",
            onprem=send("image", {"link": "https://cdn.blocked.example.com/cat.jpg"}),
            cloud=None,
            facts=Facts(blocked_hosts=frozenset({"blocked.example.com"})),
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    if not facts.blocked_hosts:
        return
    for path, _, medium in media(payload):
        host = host_of_medium(medium)
        if host is not None and _is_blocked(host, facts.blocked_hosts):
            yield Finding((*path, "link"), f"Cloud API fetches nothing from {host}", safety=MANUAL, code=1014)


def _is_blocked(host: str, blocked: frozenset[str]) -> bool:
    """The host itself, or one below it."""
    names = host.split(".")
    return any(".".join(names[n:]) in blocked for n in range(len(names)))
