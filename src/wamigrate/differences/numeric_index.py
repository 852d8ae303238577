"""Button indexes as numbers.

On-Premises: takes a number or a text.
Cloud: describes a text of one digit; some of Meta's own samples have a number.
What we do: write a text. What is no number from 0 to 9 is refused.
Source: Meta, Cloud API reference, "Template messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

REST = {"type": "text", "text": "1234"}
MANY = 1000
LINK = {"type": "button", "sub_type": "url", "parameters": [REST]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=("index",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="the second button",
            onprem=send("template", template({**LINK, "index": 1})),
            cloud=sent("template", template({**LINK, "index": "1"})),
        )
    ],
)


@difference.to_cloud
def write_text(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, component in components(payload):
        given = component.get("index")
        if type(given) not in (int, float, str) or given is None or given == "":
            continue
        place = (*path, "index")
        # A number may be longer than Python writes out.
        index = given.strip() if type(given) is str else f"{given:g}" if abs(given) < MANY else ""
        if not (index.isdecimal() and index.isascii() and len(index) == 1):
            message = "a button's index is a number from 0 to 9"
            yield Finding(place, message, safety=MANUAL, level=Level.REFUSED, code=1009)
        elif index != given:
            yield Finding(place, "Cloud API describes an index as text", (Edit(place, index),))
