"""Media objects as they were received, sent on.

On-Premises: ignores `mime_type`, `sha256`, `file` and whatever else stands in the media of its webhooks.
Cloud: refuses them.
What we do: take them away.
Source: Meta, Cloud API reference, "Media object"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import MEDIA_TYPES
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, media, strip
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

KEYS = ("mime_type", "sha256", "file", "type", "size", "file_size", "url", "metadata", "animated", "status")

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=MEDIA_TYPES,
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="an image of a webhook",
            onprem=send("image", {"id": MEDIA_ID, "mime_type": "image/jpeg", "sha256": "0e" * 32}),
            cloud=sent("image", {"id": MEDIA_ID}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        yield from strip(path, medium, KEYS, "`{key}` is for media that were received")
