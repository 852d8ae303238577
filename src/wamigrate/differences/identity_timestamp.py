"""Since when a customer's keys are known.

On-Premises: `identity.created_timestamp` is a number, in milliseconds.
Cloud: a text or a number.
What we do: give a number.
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks", "Identity object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

PATH = (*MESSAGE, "identity", "created_timestamp")
IDENTITY = {"acknowledged": True, "hash": "Rc1DfHj2kLmNo="}
LONGEST = 15

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("created_timestamp",),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a time as a text",
            onprem=callback(
                type="text",
                text={"body": "hi"},
                identity={**IDENTITY, "created_timestamp": 1700000000000},
            ),
            cloud=value(
                type="text",
                text={"body": "hi"},
                identity={**IDENTITY, "created_timestamp": "1700000000000"},
            ),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def as_number(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = dig(payload, *PATH)
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= LONGEST:
        yield Finding(PATH, "On-Premises gives a number here", (Edit(PATH, int(given)),))
