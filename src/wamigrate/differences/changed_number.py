"""A customer has a new number.

On-Premises: a `system` message `user_changed_number`; the new number stands in `new_wa_id`.
Cloud: the new number stands in `wa_id`; the type may be `customer_changed_number`. Up to v11 it was
    `new_wa_id`.
What we do: fill in both keys under On-Premises' type, so that every application finds the number.
Source: Meta, Webhooks, "System messages webhook reference"; On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import alone, callback, value

__all__ = ["difference"]

PLACE = (*MESSAGE, "system")
TYPES = ("user_changed_number", "customer_changed_number")
NEW = "16505550199"
SAID = {"body": "User Ann changed from 16505550111 to 16505550199", "type": "user_changed_number"}
CLOUD = alone(value(type="system", system={**SAID, "wa_id": NEW}))

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("system",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a new number",
            onprem=alone(callback(type="system", system={**SAID, "wa_id": NEW, "new_wa_id": NEW})),
            cloud=CLOUD,
        ),
        Pair(
            title="a new number, as On-Premises told it",
            onprem=alone(callback(type="system", system={**SAID, "new_wa_id": NEW})),
            cloud=CLOUD,
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_onprem
def fill_in_both(payload: Json, facts: Facts) -> Iterator[Finding]:
    system = message_of(payload).get("system")
    if not isinstance(system, dict) or system.get("type") not in TYPES:
        return
    number = system.get("wa_id") or system.get("new_wa_id")
    shown = {**system, "type": TYPES[0]} | ({"wa_id": number, "new_wa_id": number} if number else {})
    if shown != system:
        yield Finding(PLACE, "On-Premises names the new number `new_wa_id`", (Edit(PLACE, shown),))


@difference.to_cloud
def keep_one(payload: Json, facts: Facts) -> Iterator[Finding]:
    system = message_of(payload).get("system")
    if isinstance(system, dict) and system.get("type") in TYPES and "new_wa_id" in system:
        shown = {k: v for k, v in system.items() if k != "new_wa_id"} | {"wa_id": system["new_wa_id"]}
        yield Finding(PLACE, "Cloud names the new number `wa_id`", (Edit(PLACE, shown),))
