"""A template's language as a plain text.

On-Premises: wants an object with `code` and `policy`; some clients let applications write the code alone.
Cloud: wants an object with `code`.
What we do: put the code into an object.
Source: Meta, Cloud API reference, "Template messages"; observed in applications.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

PLACE = ("template", "language")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="only a code",
            onprem=send("template", {"name": "hello_world", "language": "en_US"}),
            cloud=sent("template", {"name": "hello_world", "language": {"code": "en_US"}}),
        )
    ],
)


@difference.to_cloud
def wrap(payload: Json, facts: Facts) -> Iterator[Finding]:
    code = dig(payload, *PLACE)
    if type(code) is str and code:
        yield Finding(PLACE, "a language is an object with `code`", (Edit(PLACE, {"code": code}),), code=1008)
