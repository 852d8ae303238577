"""The business profile, read.

On-Premises: `settings.business.profile`, with the industry in words for people.
Cloud: `data[0]`, with the industry as a constant, beside `about` and the picture's address.
What we do: put it where it was, with the words. An industry that On-Premises had no words for is `Other`.
Source: Meta, On-Premises API, "Business profile"; Cloud API, "Business profiles".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.verticals import to_onprem
from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

SAME = ("address", "description", "email")

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("profile",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a profile",
            onprem={
                "settings": {
                    "business": {
                        "profile": {
                            "address": "1 Main Street",
                            "vertical": "Shopping and Retail",
                            "websites": ["https://shop.example/"],
                        }
                    }
                },
                "meta": dict(NOTHING.meta),
            },
            cloud={
                "data": [
                    {
                        "messaging_product": "whatsapp",
                        "about": "Open from nine",
                        "address": "1 Main Street",
                        "vertical": "RETAIL",
                        "websites": ["https://shop.example/"],
                    }
                ]
            },
        ),
    ],
)


@difference.to_onprem
def where_it_was(payload: Json, facts: Facts) -> Iterator[Finding]:
    found = dig(payload, "data", 0)
    if not isinstance(found, dict):
        return
    profile = {key: found[key] for key in SAME if key in found}
    profile["vertical"] = to_onprem(str(found.get("vertical") or ""))
    profile["websites"] = found.get("websites") or []
    answer = {"settings": {"business": {"profile": profile}}, "meta": dict(facts.meta)}
    yield Finding((), "On-Premises has the profile in its settings", (Edit((), answer),))
