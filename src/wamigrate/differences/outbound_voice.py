"""Messages sent with the type `voice`.

On-Premises: names voice notes so in webhooks; an application that sends one back uses the same type, which
    is not among those that can be sent.
Cloud: a voice note is sent as `audio` with `voice` true.
What we do: send it so.
Source: Meta, migration document, "Push-To-Talk Messages"; Cloud API reference, "Audio messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import REMOVED, Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

NOTE = {"link": "https://media.example.com/note.ogg"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("voice",),
    needs=("voice",),
    phase=Phase.SHAPE,
    pairs=[
        Pair(title="a voice note", onprem=send("voice", NOTE), cloud=sent("audio", {**NOTE, "voice": True}))
    ],
)


@difference.to_cloud
def send_audio(payload: Json, facts: Facts) -> Iterator[Finding]:
    medium = payload.get("voice")
    if type(medium) is dict:
        edits = (
            Edit(("voice",), REMOVED),
            Edit(("type",), "audio"),
            Edit(("audio",), {**medium, "voice": True}),
        )
        yield Finding((), "a voice note is sent as `audio` with `voice` true", edits, code=1009)
