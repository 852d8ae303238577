"""Contact cards with entries that say nothing.

On-Premises: takes them, and sends them itself in the cards of customers: `"org": {}`, `"emails": []`.
Cloud: refuses some of them.
What we do: leave them out.
Source: observed in cards that applications pass on.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, REMOVED, Edit, Json, every
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import is_empty
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

ENTRIES = {
    "addresses": ("street", "city", "state", "zip", "country", "country_code"),
    "emails": ("email",),
    "phones": ("phone", "wa_id"),
    "urls": ("url",),
    "org": ("company", "department", "title"),
}
"""What says something in each."""
NAME = {"formatted_name": "Ann Lee", "first_name": "Ann"}
PHONE = {"phone": "+16505550111", "type": "CELL"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a card that was received",
            onprem=send(
                "contacts",
                [{"name": NAME, "org": {}, "emails": [], "phones": [PHONE, {"phone": "", "type": "HOME"}]}],
            ),
            cloud=sent("contacts", [{"name": NAME, "phones": [PHONE]}]),
        )
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, card in every(payload, "contacts", EACH):
        if type(card) is not dict:
            continue
        for key, words in ENTRIES.items():
            given = card.get(key)
            if type(given) not in (list, dict):
                continue
            left = _left(given, words)
            if left != given:
                place = (*path, key)
                yield Finding(place, "entries that say nothing", (Edit(place, left),))


def _left(given: Json, words: tuple[str, ...]) -> Json:
    if type(given) is list:
        return [entry for entry in given if not _says_nothing(entry, words)] or REMOVED
    return REMOVED if _says_nothing(given, words) else given


def _says_nothing(entry: Json, words: tuple[str, ...]) -> bool:
    return type(entry) is dict and all(is_empty(entry.get(word)) for word in words)
