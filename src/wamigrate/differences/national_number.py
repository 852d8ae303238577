"""Recipients without a country code.

On-Premises: tries to find the user; most often it says that the user is not valid.
Cloud: may put the business's own country code in front, or refuses the number.
What we do: nothing without a person: which country is meant is not known. `00` before an international
    number is taken for `+` if you allow unsafe fixes.
Source: Meta, Cloud API reference, "Phone number formats".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.phone import digits_of, is_international, is_plain
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, UNSAFE, Difference, Finding, Level, Pair, Surface
from wamigrate.differences.documents import UNPLAIN
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import CUSTOMER, send, sent

__all__ = ["difference"]

HELLO = {"body": "hello"}
TOO_SHORT, SHORTEST, LONGEST = 4, 8, 15

difference = Difference(
    __name__,
    Surface.SEND,
    needs=(UNPLAIN,),
    pairs=[
        Pair(
            title="a number as it is dialled at home",
            onprem=send("text", HELLO, to="06505550111"),
            cloud=None,
        ),
        Pair(title="too short for any country", onprem=send("text", HELLO, to="5550111"), cloud=None),
        Pair(title="no number at all", onprem=send("text", HELLO, to="Ann"), cloud=None),
        Pair(
            title="an international number behind 00",
            onprem=send("text", HELLO, to=f"00{CUSTOMER}"),
            cloud=sent("text", HELLO),
            unsafe=True,
        ),
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get("to")
    if (
        is_plain(given)
        or type(given) not in (str, int, float)
        or given == ""
        or payload.get("recipient_type") == "group"
    ):
        return
    digits = digits_of(given)
    if digits is None:
        yield Finding(("to",), "this is not a phone number", safety=MANUAL, code=1013)
    elif digits.startswith("00") and is_international(digits[2:]):
        edit = Edit(("to",), f"+{digits[2:]}")
        yield Finding(("to",), "an international number begins with a plus sign", (edit,), UNSAFE, code=1013)
    elif digits[0] == "0" or not TOO_SHORT < len(digits) <= LONGEST:
        yield Finding(("to",), "this is not an international number", safety=MANUAL, code=1013)
    elif len(digits) < SHORTEST:
        message = "too short for a country code and a number: Cloud API may add the business's own country"
        yield Finding(("to",), message, safety=MANUAL, level=Level.CHANGED, code=1013)
