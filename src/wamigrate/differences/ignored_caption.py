"""Captions where none are shown.

On-Premises: ignores the caption of a sound or a sticker, and of media in headers and templates.
Cloud: refuses it there.
What we do: take it away. To say something beside a sound, send a text.
Source: Meta, Cloud API reference, "Media object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, media, strip
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

CAPTIONED = ("image", "video", "document")

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("caption",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a sound with a caption",
            onprem=send("audio", {"id": MEDIA_ID, "caption": "listen"}),
            cloud=sent("audio", {"id": MEDIA_ID}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, kind, medium in media(payload):
        if len(path) > 1 or kind not in CAPTIONED:
            yield from strip(path, medium, ("caption",), "no caption is shown here")
