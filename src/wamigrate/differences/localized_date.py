"""Dates that are written in the user's language.

On-Premises: renders a `date_time` parameter from its parts or its timestamp, in the language of the
    template.
Cloud: always shows `fallback_value`.
What we do: tell you, and take away parts that are no numbers. Write the date into `fallback_value` as the
    user should read it.
Source: Meta, Cloud API reference, "Date_time object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import parameters
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

PARTS = ("day_of_week", "day_of_month", "year", "month", "hour", "minute", "timestamp")
DIGITS = 13
LARGEST = 10**DIGITS
DAY = {"type": "date_time", "date_time": {"fallback_value": "1 May", "day_of_month": 1, "month": 5}}
BODY = {"type": "body", "parameters": [DAY]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=("date_time",),
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a day in May",
            onprem=send("template", template(BODY)),
            cloud=sent("template", template(BODY)),
        )
    ],
)


@difference.to_cloud
def tell(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, parameter in parameters(payload):
        moment, place = parameter.get("date_time"), (*path, "date_time")
        if type(moment) is not dict:
            continue
        if any(key != "fallback_value" for key in moment):
            yield Finding(
                place, "Cloud API shows `fallback_value` as it is, in every language", safety=MANUAL
            )
        for key in PARTS:
            if key in moment and not _is_whole(moment[key]):
                message = "Cloud API wants a number here, though it shows none of it"
                yield Finding((*place, key), message, (Edit((*place, key)),))


def _is_whole(value: Json) -> bool:
    text = str(value) if type(value) is int and 0 <= value < LARGEST else value
    return type(text) is str and text.isdecimal() and text.isascii() and len(text) <= DIGITS
