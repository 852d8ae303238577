"""Templates that may fall back to another language.

On-Premises: before v2.27.8, `policy` `fallback` picked the language of the user's phone, or the one given.
Cloud: knows only `deterministic`: the language that is given.
What we do: write `deterministic`.
Source: Meta, On-Premises API reference, "Language"; Cloud API reference, "Template messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import word
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

POLICY = ("template", "language", "policy")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="the language of the user's phone",
            onprem=send("template", template(language={"code": "en_US", "policy": "fallback"})),
            cloud=sent("template", template(language={"code": "en_US", "policy": "deterministic"})),
        )
    ],
)


@difference.to_cloud
def fix_language(payload: Json, facts: Facts) -> Iterator[Finding]:
    if word(dig(payload, *POLICY)) == "fallback":
        message = "everybody gets the language that is given; On-Premises looked at the user's phone"
        yield Finding(POLICY, message, (Edit(POLICY, "deterministic"),), code=1009)
