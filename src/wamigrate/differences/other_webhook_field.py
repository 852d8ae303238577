"""Webhooks about accounts, templates and quality.

On-Premises: tells of messages, statuses and errors only.
Cloud: has some thirty more fields: `account_update`, `message_template_status_update`,
    `phone_number_quality_update`, `security`, `flows`, `calls`, … Each arrives only if it was ticked.
What we do: pass nothing on, because no application written for On-Premises can read it. The operator sees
    it.
Source: Meta, Webhooks, "WhatsApp Business Account fields"; migration document, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.event import EventKind
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import dropped
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

KIND = EventKind.OTHER.value

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=(KIND,),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="the quality of a number has changed",
            onprem=None,
            cloud={
                "display_phone_number": "16505550100",
                "event": "FLAGGED",
                "current_limit": "TIER_10K",
            },
            kind=KIND,
        ),
    ],
)


@difference.to_onprem
def keep_back(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield dropped("On-Premises has no callback for this webhook field: nothing is passed on")
