"""Texts of nothing but blanks.

On-Premises: sends them.
Cloud: refuses a message whose text has nothing to read.
What we do: nothing: what should be said is not known.
Source: Meta, Cloud API error codes, 131008; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import PADDED, Json, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send

__all__ = ["difference"]

PLACES: tuple[Path, ...] = (("text", "body"), ("interactive", "body", "text"))

difference = Difference(
    __name__,
    Surface.SEND,
    types=("text", "interactive"),
    needs=(PADDED,),
    pairs=[Pair(title="two blanks", onprem=send("text", {"body": "  "}), cloud=None)],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path in PLACES:
        if path[0] in payload:
            text = dig(payload, *path)
            if type(text) is str and text.isspace():
                yield Finding(path, "there is nothing to read in this text", safety=MANUAL, code=1008)
