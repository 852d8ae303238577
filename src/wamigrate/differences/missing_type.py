"""Messages without a type.

On-Premises: takes a message without `type` for a text, and so refuses one that holds anything else.
Cloud: the same.
What we do: name the type after the only content that is there. A text needs no name.
Source: Meta, Cloud API reference, "Messages", `type`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import CONTENT_TYPES
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

CONTENTS = (*CONTENT_TYPES, "hsm", "voice")
PLACE = {"latitude": 52.5, "longitude": 13.4}

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.SHAPE,
    pairs=[
        Pair(
            title="a location that does not say so",
            onprem={k: v for k, v in send("location", PLACE).items() if k != "type"},
            cloud=sent("location", PLACE),
        ),
    ],
)


@difference.to_cloud
def name_type(payload: Json, facts: Facts) -> Iterator[Finding]:
    if payload.get("type") is not None or ("status" in payload and "type" not in payload):
        return
    held = [kind for kind in CONTENTS if payload.get(kind)]
    if held == ["text"] and "type" not in payload:
        return
    if "text" in held:
        held = ["text"]
    if len(held) == 1:
        yield Finding(
            ("type",),
            f"a message without type is a text, this one holds `{held[0]}`",
            _named(held[0]),
            code=1008,
        )


def _named(kind: str) -> tuple[Edit, ...]:
    return (Edit(("type",), kind),)
