"""The words under a business's name, read.

On-Premises: an endpoint of its own, `settings.profile.about.text`.
Cloud: `about`, a part of the business profile.
What we do: put the text where it was.
Source: Meta, On-Premises API, "About"; Cloud API, "Business profiles".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("about",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="an about text",
            onprem={
                "settings": {"profile": {"about": {"text": "Open from nine"}}},
                "meta": dict(NOTHING.meta),
            },
            cloud={"data": [{"messaging_product": "whatsapp", "about": "Open from nine"}]},
        ),
    ],
)


@difference.to_onprem
def where_it_was(payload: Json, facts: Facts) -> Iterator[Finding]:
    found = dig(payload, "data", 0)
    if isinstance(found, dict):
        about = {"text": found.get("about", "")}
        answer = {"settings": {"profile": {"about": about}}, "meta": dict(facts.meta)}
        yield Finding((), "On-Premises has an endpoint for it", (Edit((), answer),))
