"""Contact cards with one name only.

On-Premises: takes `formatted_name` alone, though its reference asks for one more part.
Cloud: refuses it.
What we do: give the same name as first name.
Source: Meta, Cloud API reference, "Contacts messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, Edit, Json, dig, every
from wamigrate.differences.difference import Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

PARTS = ("first_name", "last_name", "middle_name", "suffix", "prefix")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    pairs=[
        Pair(
            title="Ann",
            onprem=send("contacts", [{"name": {"formatted_name": "Ann"}}]),
            cloud=sent("contacts", [{"name": {"formatted_name": "Ann", "first_name": "Ann"}}]),
        )
    ],
)


@difference.to_cloud
def repeat_name(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, name in every(payload, "contacts", EACH, "name"):
        whole = as_text(dig(name, "formatted_name"))
        if whole and not any(map(name.get, PARTS)):
            place = (*path, "first_name")
            edit = Edit(place, whole)
            yield Finding(place, "Cloud API wants one more part of the name", (edit,), code=1008)
