"""A medium with both an ID and a link.

On-Premises: uses the ID.
Cloud: refuses a message with both.
What we do: keep the ID.
Source: Meta, Cloud API reference, "Media object"; which one On-Premises prefers is observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, is_given, media
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

LINK = "https://media.example.com/cat.jpg"

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("link",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="an image given twice",
            onprem=send("image", {"id": MEDIA_ID, "link": LINK}),
            cloud=sent("image", {"id": MEDIA_ID}),
        )
    ],
)


@difference.to_cloud
def keep_id(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        if "link" in medium and is_given(medium.get("id")):
            place = (*path, "link")
            yield Finding(place, "Cloud API takes an ID or a link, not both", (Edit(place),))
