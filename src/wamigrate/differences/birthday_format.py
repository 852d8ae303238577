"""Birthdays written in another way.

On-Premises: passes on whatever stands there.
Cloud: wants YYYY-MM-DD.
What we do: rewrite what can be read in one way only. Anything else goes if you allow unsafe fixes.
Source: Meta, Cloud API reference, "Contacts messages".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from wamigrate.core.payload import EACH, Edit, Json, every
from wamigrate.differences.difference import UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T ].*)?\s*")
NAME = {"formatted_name": "Ann Lee", "first_name": "Ann"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    pairs=[
        Pair(
            title="with a time",
            onprem=send("contacts", [{"name": NAME, "birthday": "1990-08-17T00:00:00Z"}]),
            cloud=sent("contacts", [{"name": NAME, "birthday": "1990-08-17"}]),
        ),
        Pair(
            title="in words",
            onprem=send("contacts", [{"name": NAME, "birthday": "August 17"}]),
            cloud=sent("contacts", [{"name": NAME}]),
            unsafe=True,
        ),
    ],
)


@difference.to_cloud
def rewrite(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, value in every(payload, "contacts", EACH, "birthday"):
        given = as_text(value)
        if not given:
            continue
        day = _day(given)
        if day is None:
            yield Finding(path, "not a day as YYYY-MM-DD", (Edit(path),), UNSAFE, code=1009)
        elif day != value:
            yield Finding(path, "Cloud API wants birthdays as YYYY-MM-DD", (Edit(path, day),))


def _day(given: str) -> str | None:
    found = YEAR_FIRST.fullmatch(given)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None
