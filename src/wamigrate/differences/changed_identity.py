"""A customer's keys have changed.

On-Premises: a `system` message `user_identity_changed` with `identity` (the new hash) and `user`.
Cloud: `customer_identity_changed`; the hash stands in the message's `identity.hash`. It comes only if the
    check of identity keys is switched on for the number.
What we do: rename the type, and put hash and user where each API has them.
Source: Meta, Webhooks, "System messages webhook reference"; On-Premises API, "Webhooks", "Identity change".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import CUSTOMER, alone, callback, value

__all__ = ["difference"]

HASH = "Rc1DfHj2kLmNo="
KNOWN = {"acknowledged": False, "hash": HASH}
SAID = {"type": "customer_identity_changed", "body": "Ann's security code changed"}
ONPREM = alone(
    callback(type="system", system={"type": "user_identity_changed", "identity": HASH, "user": CUSTOMER})
)

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("system",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="new keys",
            onprem=ONPREM,
            cloud=alone(
                value(type="system", system=SAID, identity={**KNOWN, "created_timestamp": 1700000000000})
            ),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="new keys, from On-Premises",
            onprem=ONPREM,
            cloud=alone(value(type="system", system={"type": SAID["type"]}, identity=KNOWN)),
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_onprem
def name_user(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    if dig(message, "system", "type") != "customer_identity_changed":
        return
    shown = {k: v for k, v in message.items() if k not in ("identity", "system")}
    found = {"identity": dig(message, "identity", "hash"), "user": message.get("from")}
    known = {k: v for k, v in found.items() if v is not None}
    shown["system"] = {"type": "user_identity_changed", **known}
    yield Finding(MESSAGE, "On-Premises says `user_identity_changed`", (Edit(MESSAGE, shown),))


@difference.to_cloud
def name_customer(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    system = message.get("system")
    if not isinstance(system, dict) or system.get("type") != "user_identity_changed":
        return
    shown = {**message, "system": {"type": "customer_identity_changed"}}
    if system.get("identity"):
        shown["identity"] = {"acknowledged": False, "hash": system["identity"]}
    yield Finding(MESSAGE, "Cloud says `customer_identity_changed`", (Edit(MESSAGE, shown),))
