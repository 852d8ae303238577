"""Media uploaded to On-Premises.

On-Premises: gives every upload a UUID, and keeps the file until it is deleted.
Cloud: knows only what was uploaded to it, under IDs of digits, for 30 days.
What we do: use the new ID where the file was uploaded again. Otherwise the message cannot be sent: upload
    the file to Cloud API first (the bridge does), or send a link.
Source: Meta, migration document, "Media".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wamigrate.apis.cloud.messages import MEDIA_TYPES
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, media
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
OLD = "f1d0c0de-0000-4000-8000-c0ffee000001"

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=MEDIA_TYPES,
    pairs=[
        Pair(
            title="uploaded again",
            onprem=send("image", {"id": OLD}),
            cloud=sent("image", {"id": MEDIA_ID}),
            facts=Facts(media={OLD: MEDIA_ID}),
        ),
        Pair(title="not on Cloud API", onprem=send("image", {"id": OLD}), cloud=None),
    ],
)


@difference.to_cloud
def replace(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        old = medium.get("id")
        if type(old) is not str:
            continue
        new = facts.media.get(old)
        if new is not None:
            yield Finding(
                (*path, "id"), "Cloud API has this file under another ID", (Edit((*path, "id"), new),)
            )
        elif UUID.fullmatch(old):
            message = f"media {old} is on On-Premises only: its ID on Cloud API is not known"
            yield Finding((*path, "id"), message, safety=MANUAL, code=1006)
