"""Messages to groups.

On-Premises: `recipient_type` `group` sent to a group of the old groups beta.
Cloud: has groups of its own with other IDs; those of On-Premises do not exist there.
What we do: nothing. The application gets the error that On-Premises had for a group it does not know.
Source: Meta, Cloud API reference, "Messages", `recipient_type`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import word
from wamigrate.differences.samples import send

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    needs=("recipient_type",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="a text to a group",
            onprem=send("text", {"body": "hi all"}, to="16505550111-1500000000", recipient_type="group"),
            cloud=None,
        )
    ],
)


@difference.to_cloud
def refuse_group(payload: Json, facts: Facts) -> Iterator[Finding]:
    if word(payload.get("recipient_type")) == "group":
        yield Finding(
            ("recipient_type",),
            "groups of On-Premises do not exist on Cloud API",
            safety=MANUAL,
            code=1012,
        )
