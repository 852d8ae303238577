"""File names where none are read.

On-Premises: reads the file name of a document and ignores it elsewhere.
Cloud: refuses it elsewhere.
What we do: take it away.
Source: Meta, Cloud API reference, "Media object"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, media, strip
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("filename",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="an image with a file name",
            onprem=send("image", {"id": MEDIA_ID, "filename": "cat.jpg"}),
            cloud=sent("image", {"id": MEDIA_ID}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, kind, medium in media(payload):
        if kind != "document":
            yield from strip(path, medium, ("filename",), "only documents have a file name")
