"""The request for a welcome message.

On-Premises: has none.
Cloud: a message of the type `request_welcome`, without content, when a customer opens the chat for the
    first time.
What we do: keep it back, because nobody has written anything. An operator may choose `unknown`
    (`welcome_requests`).
Source: Meta, Cloud API, "Conversational components", "Welcome messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import as_unknown, dropped
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import value

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("request_welcome",),
    phase=Phase.MESSAGE,
    level=Level.NOTE,
    pairs=[Pair(title="a chat is opened", onprem=None, cloud=value(type="request_welcome"))],
)


@difference.to_onprem
def choose(payload: Json, facts: Facts) -> Iterator[Finding]:
    if facts.policies.welcome_requests == "unknown":
        yield as_unknown(payload, facts, "On-Premises has no welcome requests: it is `unknown`", Level.NOTE)
    else:
        yield dropped("On-Premises has no welcome requests: nothing is passed on")
