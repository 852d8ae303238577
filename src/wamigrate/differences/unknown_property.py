"""Properties that Cloud API does not know.

On-Premises: ignores a property that it does not know, at any depth.
Cloud: refuses the whole message with code 100, "Unexpected key". Of a stray top-level property it is not
    certain; it is treated alike.
What we do: take it away, because On-Premises never read it. Each one is named: what is not in the list of
    known properties is a finding, even if it was meant.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import unknown
from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import media
from wamigrate.differences.samples import MEDIA_ID

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="an application's own tag",
            onprem={"to": "+16505550111", "type": "text", "text": {"body": "hi"}, "tag": "spring"},
            cloud={
                "messaging_product": "whatsapp",
                "to": "+16505550111",
                "type": "text",
                "text": {"body": "hi"},
            },
        ),
        Pair(
            title="a description of an image",
            onprem={"to": "+16505550111", "type": "image", "image": {"id": MEDIA_ID, "alt": "a cat"}},
            cloud={
                "messaging_product": "whatsapp",
                "to": "+16505550111",
                "type": "image",
                "image": {"id": MEDIA_ID},
            },
        ),
    ],
)


@difference.to_cloud
def drop_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    strangers = unknown(payload, message_shape(payload))
    named = any(path[-1] == "provider" for path in strangers)
    # A medium's provider means something: `media-provider` decides, and may want to ask a person.
    left = {(*place, "provider") for place, _, _ in media(payload)} if named else set[Path]()
    for path in strangers:
        if path not in left:
            level = Level.NOTE if dig(payload, *path) is None else None
            message = f"Cloud API does not know `{path[-1]}` here; On-Premises ignored it"
            yield Finding(path, message, (Edit(path),), level=level)
