"""Confirming the changed keys of a customer.

On-Premises: `PUT /v1/contacts/{wa_id}/identity` with the new `hash`; until then messages to this customer
    fail with 480.
Cloud: has no such call. The check is a setting of the number (`user_identity_change`), and a send names the
    key it expects in `recipient_identity_key_hash`.
What we do: say so. The bridge keeps the confirmed hash and names it in sends.
Source: Meta, On-Premises API, "Contacts", "Identity"; Cloud API, "Identity change check".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("identity",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[Pair(title="new keys are confirmed", onprem={"hash": "Rc1DfHj2kLmNo="}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API confirms no keys: a send names the hash that it expects")
