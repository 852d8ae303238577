"""Voice notes are marked in a different place.

On-Premises: a push-to-talk message has the type `voice`, and its media object is called `voice`.
Cloud: the type stays `audio`, and `audio.voice` is true. A sound file has `audio.voice` false, or none.
What we do: give On-Premises applications the type they know, and read it back.
Source: Meta, migration document, "Push-To-Talk Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

MESSAGE = ("messages", 0)
MEDIUM = {"id": "1234567890", "mime_type": "audio/ogg; codecs=opus"}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("audio", "voice"),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a voice note",
            onprem=callback(type="voice", voice=dict(MEDIUM)),
            cloud=value(type="audio", audio={**MEDIUM, "voice": True}),
        ),
        Pair(
            title="a sound file",
            onprem=callback(type="audio", audio=dict(MEDIUM)),
            cloud=value(type="audio", audio={**MEDIUM, "voice": False}),
        ),
    ],
)


@difference.to_onprem
def name_voice(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = dig(payload, *MESSAGE)
    audio = dig(message, "audio")
    if not isinstance(audio, dict) or "voice" not in audio:
        return
    medium = {k: v for k, v in audio.items() if k != "voice"}
    if audio["voice"] is True:
        renamed = {k: v for k, v in message.items() if k != "audio"} | {"type": "voice", "voice": medium}
        yield Finding(MESSAGE, "a voice note has the type `voice` on On-Premises", (Edit(MESSAGE, renamed),))
    else:
        path = (*MESSAGE, "audio")
        yield Finding(path, "On-Premises has no `voice` mark", (Edit(path, medium),), level=Level.NOTE)


@difference.to_cloud
def mark_voice(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = dig(payload, *MESSAGE)
    kind, audio = dig(message, "type"), dig(message, "audio")
    if kind == "voice" and isinstance(message.get("voice"), dict):
        medium = {**message["voice"], "voice": True}
        renamed = {k: v for k, v in message.items() if k != "voice"} | {"type": "audio", "audio": medium}
        yield Finding(
            MESSAGE, "a voice note is `audio` with `voice` true on Cloud", (Edit(MESSAGE, renamed),)
        )
    elif kind == "audio" and isinstance(audio, dict) and "voice" not in audio:
        path = (*MESSAGE, "audio", "voice")
        yield Finding(path, "Cloud marks a sound file as none", (Edit(path, False),), level=Level.NOTE)
