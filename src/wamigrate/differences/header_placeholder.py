"""Headers and parameters that name more than they show.

On-Premises: reads the one property that the type names, and ignores `"image": {}` and the like beside it.
Cloud: refuses empty media.
What we do: keep what the type names.
Source: observed in a widely used On-Premises client.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import parameters, strip, word
from wamigrate.differences.samples import interactive, reply_button, send, sent, template

__all__ = ["difference"]

HEADER = ("interactive", "header")
MEDIA_KINDS = ("image", "video", "document")
KINDS = ("text", *MEDIA_KINDS)
VALUES = (*KINDS, "currency", "date_time", "location", "payload")
ACTION = {"buttons": [reply_button("1", "Yes")]}
ANN = {"type": "text", "text": "Ann"}
TITLE = {"type": "text", "text": "Roses"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive", "template"),
    needs=("header", *MEDIA_KINDS),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="a text beside empty media",
            onprem=send(
                "interactive",
                interactive("button", ACTION, header={**TITLE, "image": {}, "video": {}, "document": {}}),
            ),
            cloud=sent("interactive", interactive("button", ACTION, header=TITLE)),
        ),
        Pair(
            title="a parameter beside an empty medium",
            onprem=send("template", template({"type": "body", "parameters": [{**ANN, "image": {}}]})),
            cloud=sent("template", template({"type": "body", "parameters": [ANN]})),
        ),
    ],
)


@difference.to_cloud
def keep_named(payload: Json, facts: Facts) -> Iterator[Finding]:
    header = dig(payload, *HEADER)
    held = [(HEADER, header)] if type(header) is dict else parameters(payload)
    for path, holder in held:
        kind = word(holder.get("type"))
        if kind in (KINDS if path == HEADER else VALUES):
            others = [other for other in (KINDS if path == HEADER else MEDIA_KINDS) if other != kind]
            yield from strip(path, holder, others, f"this is of type {kind}: `{{key}}` was never shown")
