"""Recipients without a plus sign, or with spaces in between.

On-Premises: takes the digits of a WhatsApp ID, and since v2.39 a phone number in any spelling.
Cloud: wants the plus sign. Without it the business's own country code may be put in front, and a stranger
    gets the message.
What we do: write `+` and the digits where they are an international number, else the digits alone. The
    answer shows the application its own spelling.
Source: Meta, Cloud API reference, "Phone number formats".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.phone import digits_of, is_international, is_plain
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.documents import UNPLAIN
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import CUSTOMER, send, sent

__all__ = ["difference"]

HELLO = {"body": "hello"}

difference = Difference(
    __name__,
    Surface.SEND,
    level=Level.NOTE,
    needs=(UNPLAIN,),
    pairs=[
        Pair(
            title="a WhatsApp ID",
            onprem=send("text", HELLO, to=CUSTOMER),
            cloud=sent("text", HELLO),
        ),
        Pair(
            title="as people write it",
            onprem=send("text", HELLO, to="+1 (650) 555-0111"),
            cloud=sent("text", HELLO),
        ),
        Pair(
            title="a JSON number",
            onprem=send("text", HELLO, to=16505550111),
            cloud=sent("text", HELLO),
        ),
    ],
)


@difference.to_cloud
def spell(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get("to")
    if is_plain(given):
        return
    digits = digits_of(given)
    if digits is None or payload.get("recipient_type") == "group":
        return
    kept = type(given) is str and given.startswith("+")
    wanted = f"+{digits}" if kept or is_international(digits) else digits
    if wanted != given:
        yield Finding(("to",), "Cloud API wants a plus sign and digits", (Edit(("to",), wanted),))
