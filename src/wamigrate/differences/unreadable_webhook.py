"""Webhooks that nobody can explain.

On-Premises: each callback has `messages`, `statuses`, `errors`, `services` or checked `contacts`.
Cloud: a webhook of the field `messages` has `messages`, `statuses` or `errors`. What Meta adds one day is
    not known today.
What we do: pass nothing on, and say so. The body is kept where the webhook is kept.
Source: Meta, Webhooks, "Messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.documents import kind_of
from wamigrate.differences.events import dropped, message_of
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    phase=Phase.KEYS,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="neither a message nor a status",
            onprem=None,
            cloud={
                "messaging_product": "whatsapp",
                "metadata": {"phone_number_id": "1"},
                "polls": [{"a": 1}],
            },
        ),
    ],
)


@difference.to_onprem
def give_up(payload: Json, facts: Facts) -> Iterator[Finding]:
    kind = kind_of(Surface.WEBHOOK, payload)
    if kind == "" or ("messages" in payload and not message_of(payload)):
        yield dropped("this is no event that On-Premises could tell of: nothing is passed on", Level.CHANGED)
