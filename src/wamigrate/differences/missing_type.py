"""Messages without a type.

On-Premises: takes a message without `type` for a text, and so refuses one that holds anything else.
Cloud: the same.
What we do: name the type after the only content that is there, or after the text.
Source: Meta, Cloud API reference, "Messages", `type`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import CONTENT_TYPES, is_receipt
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

CONTENTS = (*CONTENT_TYPES, "hsm", "voice")
PLACE = ("type",)
SQUARE = {"latitude": 52.5, "longitude": 13.4}

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.SHAPE,
    pairs=[
        Pair(
            title="a location that does not say so",
            onprem={k: v for k, v in send("location", SQUARE).items() if k != "type"},
            cloud=sent("location", SQUARE),
        ),
    ],
)


@difference.to_cloud
def name_type(payload: Json, facts: Facts) -> Iterator[Finding]:
    if payload.get("type") is not None or is_receipt(payload):
        return
    held = [kind for kind in CONTENTS if payload.get(kind)]
    if "text" in held:
        message = "a message without type is a text, which is clearer if it says so"
        yield Finding(PLACE, message, (Edit(PLACE, "text"),), level=Level.NOTE)
    elif len(held) == 1:
        message = f"a message without type is a text, this one holds `{held[0]}`"
        yield Finding(PLACE, message, (Edit(PLACE, held[0]),), code=1008)
