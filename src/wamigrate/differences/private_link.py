"""Links that only your own network can reach.

On-Premises: fetches links from where it runs, so addresses of the company's network work. It follows no
    redirects.
Cloud: Meta fetches over the internet. The message is accepted and fails afterwards. Whether a host
    redirects, or answers strangers at all, cannot be seen in a message.
What we do: tell you. Upload such files, or let the bridge do so: it fetches from the hosts in its
    `allow_private`, and sends the file by ID.
Source: Meta, Cloud API reference, "Media"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.links import host_of_medium, is_private
from wamigrate.differences.places import MEDIA_SENDS, media
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

INSIDE = {"link": "http://10.0.0.7/cat.jpg"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("link",),
    level=Level.NOTE,
    pairs=[
        Pair(title="a private address", onprem=send("image", INSIDE), cloud=sent("image", INSIDE)),
        Pair(
            title="fetched and uploaded before",
            onprem=send("image", INSIDE),
            cloud=sent("image", {"id": MEDIA_ID}),
            facts=Facts(media={INSIDE["link"]: MEDIA_ID}),
        ),
    ],
)


@difference.to_cloud
def tell(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        known = facts.media.get(medium["link"]) if type(medium.get("link")) is str else None
        host = host_of_medium(medium)
        if known is not None and host is not None and "provider" not in medium:
            rest = {key: value for key, value in medium.items() if key != "link"}
            yield Finding(path, "the file is on Cloud API", (Edit(path, {"id": known, **rest}),))
        elif host is not None and is_private(host):
            yield Finding((*path, "link"), f"Meta cannot reach {host} over the internet", code=1014)
