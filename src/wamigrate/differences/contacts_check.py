"""The check of contacts.

On-Premises: `POST /v1/contacts` says which numbers are on WhatsApp, and their `wa_id`. From v2.43 on it
    calls every number valid.
Cloud: has no such call. Who is not on WhatsApp shows when a message fails with 131026.
What we do: say so. The bridge answers as late clients did: every number that can be one is `valid`, with
    the `wa_id` that is known of it.
Source: Meta, On-Premises API, "Contacts"; its changelog for v2.43.
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
    types=("contacts",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a check before sending",
            onprem={"blocking": "wait", "contacts": ["+16505550111"], "force_check": True},
            cloud=None,
        )
    ],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "Cloud API checks no contacts: whoever is not on WhatsApp shows when a message fails")
