"""The answer to an upload.

On-Premises: a list, `media[0].id`, with ids that are UUIDs.
Cloud: `id`, a number written as text.
What we do: put the id into the list.
Source: Meta, On-Premises API, "Media"; Cloud API, "Media".
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
    types=("media-upload",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a file was uploaded",
            onprem={"media": [{"id": "1234567890"}], "meta": dict(NOTHING.meta)},
            cloud={"id": "1234567890"},
        ),
    ],
)


@difference.to_onprem
def in_a_list(payload: Json, facts: Facts) -> Iterator[Finding]:
    ident = payload.get("id")
    if isinstance(ident, str):
        answer = {"media": [{"id": ident}], "meta": dict(facts.meta)}
        yield Finding((), "On-Premises answers with a list", (Edit((), answer),))


@difference.to_cloud
def alone(payload: Json, facts: Facts) -> Iterator[Finding]:
    ident = dig(payload, "media", 0, "id")
    if isinstance(ident, str):
        yield Finding((), "Cloud answers with the id alone", (Edit((), {"id": ident}),))
