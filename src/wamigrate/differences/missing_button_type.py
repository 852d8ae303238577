"""Reply buttons that do not say they are.

On-Premises: knows only one kind of button and does not ask.
Cloud: wants `type` `reply` in each.
What we do: write it.
Source: Meta, Cloud API reference, "Interactive reply buttons".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import buttons
from wamigrate.differences.samples import interactive, reply_button, send, sent

__all__ = ["difference"]

YES = {"reply": {"id": "1", "title": "Yes"}}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    phase=Phase.KEYS,
    needs=("buttons",),
    pairs=[
        Pair(
            title="a button",
            onprem=send("interactive", interactive("button", {"buttons": [YES]})),
            cloud=sent("interactive", interactive("button", {"buttons": [reply_button("1", "Yes")]})),
        )
    ],
)


@difference.to_cloud
def name_type(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, button in buttons(payload):
        if button.get("type") in (None, "") and "reply" in button:
            place = (*path, "type")
            yield Finding(place, "Cloud API wants a `type` in each button", (Edit(place, "reply"),))
