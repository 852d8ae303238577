"""Mobile numbers of Brazil, Mexico and Argentina have two spellings.

On-Premises: knows such a user by one WhatsApp ID: without the ninth digit (Brazil), with a 1 (Mexico) or a 9
    (Argentina) after the country code.
Cloud: takes both spellings, and may answer with the other one in `wa_id`; so may webhooks.
What we do: send the number as it is. Compare users by the `wa_id` of the answer, not by what stands in `to`.
Source: Meta, Cloud API documentation, note on phone numbers of Brazil and Mexico; observed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wamigrate.apis.phone import digits_of
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

HELLO = {"body": "hello"}
COUNTRIES = (
    ("Brazil", re.compile(r"55\d\d9?[6-9]\d{7}")),
    ("Mexico", re.compile(r"521?\d{10}")),
    ("Argentina", re.compile(r"549?\d{10}")),
)

difference = Difference(
    __name__,
    Surface.SEND,
    level=Level.NOTE,
    pairs=[
        Pair(
            title=f"a number of {country}",
            onprem=send("text", HELLO, to=number),
            cloud=sent("text", HELLO, to=number),
        )
        for country, number in (
            ("Brazil", "+5511987654321"),
            ("Mexico", "+5215512345678"),
            ("Argentina", "+5491123456789"),
        )
    ],
)


@difference.to_cloud
def tell(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get("to")
    if type(given) is str and given[:1] == "+" and given[1:2] in "12346789":
        return  # as most are
    digits = digits_of(given)
    if digits is None or digits[0] != "5":
        return
    for country, mobile in COUNTRIES:
        if mobile.fullmatch(digits):
            message = (
                f"mobile numbers of {country} have two spellings: the answer's `wa_id` may be the other one"
            )
            yield Finding(("to",), message)
