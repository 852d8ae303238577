"""Messages to a customer who is known by a user id.

On-Premises: `to` is a phone number. An application can know a user id only where the operator chose
    `users_without_number = "pass"`; it answers to what it was given.
Cloud: such an id stands in `recipient`, and `to` is left out.
What we do: move it there. What stands in `recipient` already and is no such id is refused.
Source: Meta, Cloud API, "Business-scoped user IDs".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.phone import is_user_id
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.documents import UNPLAIN
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send

__all__ = ["difference"]

USER = "US.1491208655302741"
ONPREM = send("text", {"body": "hello"}, to=USER)
CLOUD = {k: v for k, v in ONPREM.items() if k != "to"} | {"messaging_product": "whatsapp", "recipient": USER}

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.MESSAGE,
    needs=(UNPLAIN,),
    pairs=[Pair(title="a user id in the place of a number", onprem=ONPREM, cloud=CLOUD)],
)


@difference.to_cloud
def move(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get("to")
    if type(given) is str and given[2:3] == "." and is_user_id(given):
        rest = {k: v for k, v in payload.items() if k != "to"}
        yield Finding(
            (), "a user id stands in `recipient`", (Edit((), {**rest, "recipient": given}),), code=1013
        )
    named = payload.get("recipient")
    if given in (None, "") and named not in (None, "") and not (type(named) is str and is_user_id(named)):
        yield Finding(("recipient",), "this is not a user id", safety=MANUAL, code=1013)
