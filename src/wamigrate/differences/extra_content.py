"""Content of more than one kind in one message.

On-Premises: reads the one that `type` names and ignores the rest.
Cloud: refuses what does not belong to the type.
What we do: keep the one that `type` names.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import CONTENT_TYPES
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import strip, word
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

CONTENTS = frozenset((*CONTENT_TYPES, "hsm", "voice"))
PLACE = {"latitude": 52.5, "longitude": 13.4}

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a text with a location beside it",
            onprem=send("text", {"body": "here"}, location=PLACE),
            cloud=sent("text", {"body": "here"}),
        )
    ],
)


@difference.to_cloud
def keep_named(payload: Json, facts: Facts) -> Iterator[Finding]:
    kind = word(payload.get("type", "text")) if type(payload) is dict else ""
    if kind in CONTENTS:
        others = [key for key in payload if key in CONTENTS and key != kind and payload[key] is not None]
        yield from strip((), payload, others, f"the message is of type {kind}: `{{key}}` was never sent")
