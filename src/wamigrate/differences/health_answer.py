"""The health of a number.

On-Premises: `health.gateway_status`, such as `connected`: the client's connection to WhatsApp's servers.
Cloud: `health_status.can_send_message`, such as `AVAILABLE`, with one entry for each asset that could
    forbid it.
What we do: `connected` while messages may be sent, also with limits; else `disconnected`.
Source: Meta, On-Premises API, "Health"; Cloud API, "Messaging health status".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

SENDING = ("AVAILABLE", "LIMITED")
META = dict(NOTHING.meta)

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("health",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="all is well",
            onprem={"health": {"gateway_status": "connected"}, "meta": META},
            cloud={
                "health_status": {"can_send_message": "AVAILABLE", "entities": []},
                "id": "110200345501442",
            },
        ),
        Pair(
            title="the number may not send",
            onprem={"health": {"gateway_status": "disconnected"}, "meta": META},
            cloud={"health_status": {"can_send_message": "BLOCKED", "entities": []}, "id": "110200345501442"},
        ),
    ],
)


@difference.to_onprem
def one_word(payload: Json, facts: Facts) -> Iterator[Finding]:
    said = dig(payload, "health_status", "can_send_message")
    if said is not None:
        status = "connected" if said in SENDING else "disconnected"
        answer = {"health": {"gateway_status": status}, "meta": dict(facts.meta)}
        yield Finding((), "On-Premises has one word for it", (Edit((), answer),))
