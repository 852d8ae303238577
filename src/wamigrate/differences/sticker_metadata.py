"""What is told about a sticker.

On-Premises: `sticker.metadata` with pack, publisher and emojis.
Cloud: `sticker.animated`, and nothing about a pack.
What we do: leave `animated` out, which strict applications do not know; the pack cannot be found out.
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks", "Stickers".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

STICKER = {"id": "1234567890", "mime_type": "image/webp"}
PACK = {"sticker-pack-id": "5c7a1f2e", "sticker-pack-name": "Flowers", "emojis": ["🌻"]}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("sticker",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a sticker",
            onprem=callback(type="sticker", sticker=STICKER),
            cloud=value(type="sticker", sticker={**STICKER, "animated": False}),
        ),
        Pair(
            title="a sticker of a pack",
            onprem=callback(type="sticker", sticker={**STICKER, "metadata": PACK}),
            cloud=value(type="sticker", sticker={**STICKER, "animated": False}),
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_onprem
def drop_animated(payload: Json, facts: Facts) -> Iterator[Finding]:
    path = (*MESSAGE, "sticker", "animated")
    if dig(payload, *path) is not None:
        yield Finding(path, "On-Premises says nothing about movement", (Edit(path),))


@difference.to_cloud
def drop_metadata(payload: Json, facts: Facts) -> Iterator[Finding]:
    sticker = dig(payload, *MESSAGE, "sticker")
    if not isinstance(sticker, dict) or ("animated" in sticker and "metadata" not in sticker):
        return
    shown = {k: v for k, v in sticker.items() if k != "metadata"}
    path = (*MESSAGE, "sticker")
    yield Finding(path, "Cloud knows no packs", (Edit(path, {"animated": False, **shown}),))
