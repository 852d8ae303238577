"""When something happened.

On-Premises: `timestamp` is a text, in seconds.
Cloud: the same by its documents; numbers and milliseconds have been seen.
What we do: give a text in seconds.
Source: Meta, Webhooks, "Messages webhook reference"; payloads that other projects have reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, STATUS, is_number, message_of, status_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, status_callback, status_value, value

__all__ = ["difference"]

MILLISECONDS = 10**12
LONGEST = 15
USUAL = 10
"""Digits of a time in seconds, between the years 2001 and 2286."""

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a message in milliseconds",
            onprem=callback(type="text", text={"body": "hi"}, timestamp="1700000000"),
            cloud=value(type="text", text={"body": "hi"}, timestamp="1700000000123"),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a status whose time is a number",
            onprem=status_callback(status="read", timestamp="1700000000"),
            cloud=status_value(status="read", timestamp=1700000000),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def in_seconds(payload: Json, facts: Facts) -> Iterator[Finding]:
    for place, item in ((MESSAGE, message_of(payload)), (STATUS, status_of(payload))):
        given = item.get("timestamp")
        if type(given) is str and len(given) == USUAL and given.isdecimal() and given.isascii():
            continue
        seconds = _seconds(given)
        if seconds is not None and given != str(seconds):
            path = (*place, "timestamp")
            yield Finding(path, "On-Premises gives seconds, as a text", (Edit(path, str(seconds)),))


def _seconds(given: Json) -> int | None:
    if isinstance(given, str):
        number = int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST else -1
    else:
        number = int(given) if is_number(given) and given < 10**LONGEST else -1
    if number < 0:
        return None
    return number // 1000 if number >= MILLISECONDS else number
