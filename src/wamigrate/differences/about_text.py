"""The words under a business's name, set.

On-Premises: an endpoint of its own, with `text`.
Cloud: `about`, a part of the business profile.
What we do: rename it.
Source: Meta, On-Premises API, "About"; Cloud API, "Business profiles".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("about",),
    phase=Phase.SHAPE,
    pairs=[
        Pair(
            title="a new about text",
            onprem={"text": "Open from nine"},
            cloud={"messaging_product": "whatsapp", "about": "Open from nine"},
        ),
    ],
)


@difference.to_cloud
def as_about(payload: Json, facts: Facts) -> Iterator[Finding]:
    if "text" in payload and "about" not in payload:
        renamed = {k: v for k, v in payload.items() if k != "text"} | {"about": payload["text"]}
        yield Finding((), "Cloud API calls it `about`", (Edit((), renamed),))
