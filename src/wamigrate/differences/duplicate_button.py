"""Buttons with the same ID or title.

On-Premises: sends them.
Cloud: refuses them.
What we do: nothing: which one was pressed could not be told.
Source: Meta, Cloud API reference, "Interactive reply buttons".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text, buttons
from wamigrate.differences.samples import interactive, reply_button, send

__all__ = ["difference"]

TWICE = [reply_button("1", "Yes"), reply_button("1", "No")]

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("buttons",),
    pairs=[
        Pair(
            title="one ID twice",
            onprem=send("interactive", interactive("button", {"buttons": TWICE})),
            cloud=None,
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = buttons(payload)
    if len(given) < 2:
        return
    for key in ("id", "title"):
        texts = [as_text(dig(button, "reply", key)) for _, button in given]
        if len(set(texts)) == len(texts):
            continue  # as nearly always
        seen: set[str] = set()
        for (path, _), text in zip(given, texts, strict=True):
            if text and text in seen:
                message = f"another button has the same {key}"
                yield Finding((*path, "reply", key), message, safety=MANUAL, code=1009)
            elif text:
                seen.add(text)
