"""Contact cards from customers.

On-Premises: a card has every list, empty or not: `addresses`, `emails`, `ims`, `phones`, `urls`, and `org`.
Cloud: leaves out what is empty, and may add `vcard` and `origin`.
What we do: add the empty ones, because applications walk through them without looking; take `vcard` and
    `origin` away.
Source: Meta, Webhooks, "Contacts messages webhook reference"; payloads of both APIs that others have kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, Edit, Json, JsonObject, every
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

LISTS = ("addresses", "emails", "ims", "phones", "urls")
EXTRA = ("vcard", "origin")
CARD = {"name": {"first_name": "Bob", "formatted_name": "Bob"}, "phones": [{"phone": "+16505550122"}]}
EMPTY: Json = {"addresses": [], "emails": [], "ims": [], "urls": [], "org": {}}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("contacts",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a card with a name and a number",
            onprem=callback(type="contacts", contacts=[{**CARD, **EMPTY}]),
            cloud=value(type="contacts", contacts=[CARD]),
        ),
    ],
)


@difference.to_onprem
def fill_up(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, card in every(payload, *MESSAGE, "contacts", EACH):
        if isinstance(card, dict):
            empty: JsonObject = {**{key: [] for key in LISTS}, "org": {}}
            given = {k: v for k, v in card.items() if k not in EXTRA and v is not None}
            shown = empty | {k: v for k, v in given.items() if type(v) is type(empty.get(k, v))}
            if shown != card:
                yield Finding(path, "an On-Premises card has every list", (Edit(path, shown),))


@difference.to_cloud
def leave_out_empty(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, card in every(payload, *MESSAGE, "contacts", EACH):
        if isinstance(card, dict):
            shown = {k: v for k, v in card.items() if k != "ims" and v not in ([], {})}
            if shown != card:
                yield Finding(path, "a Cloud card leaves out what is empty", (Edit(path, shown),))
