"""System messages of other kinds.

On-Premises: tells of a new number and of new keys, in old clients also of groups.
Cloud: adds others, such as `user_changed_user_id`.
What we do: pass nothing on, because nobody has written anything and no application knows what to do with
    it.
Source: Meta, Webhooks, "System messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import dropped, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import value

__all__ = ["difference"]

KNOWN = (
    "user_changed_number",
    "customer_changed_number",
    "user_identity_changed",
    "customer_identity_changed",
)

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("system",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a new user id",
            onprem=None,
            cloud=value(type="system", system={"type": "user_changed_user_id", "body": "Ann has a new id"}),
        ),
    ],
)


@difference.to_onprem
def keep_back(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    if message.get("type") == "system" and dig(message, "system", "type") not in KNOWN:
        yield dropped("On-Premises had no such system message: nothing is passed on")
