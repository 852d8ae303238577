"""Headers that name more than they show.

On-Premises: reads the one property that `header.type` names, and ignores `"image": {}` and the like beside
    it.
Cloud: refuses empty media.
What we do: keep what the type names.
Source: observed in a widely used On-Premises client.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import strip, word
from wamigrate.differences.samples import interactive, reply_button, send, sent

__all__ = ["difference"]

HEADER = ("interactive", "header")
KINDS = ("text", "image", "video", "document")
ACTION = {"buttons": [reply_button("1", "Yes")]}
TITLE = {"type": "text", "text": "Roses"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("header",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="a text beside empty media",
            onprem=send(
                "interactive",
                interactive("button", ACTION, header={**TITLE, "image": {}, "video": {}, "document": {}}),
            ),
            cloud=sent("interactive", interactive("button", ACTION, header=TITLE)),
        )
    ],
)


@difference.to_cloud
def keep_named(payload: Json, facts: Facts) -> Iterator[Finding]:
    header = dig(payload, *HEADER)
    kind = word(dig(header, "type"))
    if kind in KINDS:
        others = [other for other in KINDS if other != kind]
        yield from strip(HEADER, header, others, f"the header is of type {kind}: `{{key}}` was never shown")
